/** The routes that the portal really has, read from Express. */
import type { Express } from 'express'

export type Route = { method: string; path: string; capabilities: string[]; guardFirst: boolean }

type Handler = { capability?: string; stack?: Layer[] }
type Layer = { handle: Handler; route?: { path: string; stack: { method: string; handle: Handler }[] } }

export function routesOf(app: Express): Route[] {
  return inStack((app.router as unknown as { stack: Layer[] }).stack)
}

function inStack(stack: Layer[]): Route[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return inStack(handle.stack ?? [])
    const methods = [...new Set(route.stack.map(({ method }) => method))]
    return methods.map(method => {
      const handlers = route.stack.filter(layer => layer.method === method).map(layer => layer.handle)
      const capabilities = handlers.flatMap(({ capability }) => capability ?? [])
      return { method, path: route.path, capabilities, guardFirst: handlers[0]?.capability !== undefined }
    })
  })
}
