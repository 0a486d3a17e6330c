/** Questions about a file's syntax that several rules ask. */
import { posix } from 'node:path'
import ts from 'typescript'
import type { HouseFile, Offence } from './files.js'

export function nodesOf(file: HouseFile): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return nodes
}

export type Import = { at: number; from: string; typeOnly: boolean }

/** `from` is a path from the root where the file is ours (`src/db/db.ts`), the package's name otherwise. */
export function importsOf(file: HouseFile): Import[] {
  return nodesOf(file).flatMap(node => {
    const found = importOf(node)
    return found ? [{ ...found, at: node.getStart(file.tree), from: resolved(file.path, found.from) }] : []
  })
}

function importOf(node: ts.Node): Omit<Import, 'at'> | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { from: node.moduleSpecifier.text, typeOnly: bringsTypesOnly(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { from: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }
  }
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]
  return dynamic && ts.isStringLiteral(dynamic) ? { from: dynamic.text, typeOnly: false } : undefined
}

function bringsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.isTypeOnly) return true
  const names = clause.namedBindings
  return !clause.name && names !== undefined && ts.isNamedImports(names) && names.elements.every(element => element.isTypeOnly)
}

function resolved(path: string, from: string): string {
  if (!from.startsWith('.')) return from
  return posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts')
}

/** `express` of `express/lib/x`, `@scope/name` of `@scope/name/x`. */
export function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

export type Call = { at: number; name: string; of: string; node: ts.CallExpression }

/** `of` is what stands before the dot: `Math` and `random` of `Math.random()`. */
export function callsOf(file: HouseFile): Call[] {
  return nodesOf(file)
    .filter(ts.isCallExpression)
    .map(node => {
      const { expression } = node
      const member = ts.isPropertyAccessExpression(expression)
      const of = member ? expression.expression.getText(file.tree) : ''
      return { at: node.getStart(file.tree), name: member ? expression.name.text : expression.getText(file.tree), of, node }
    })
}

export function calls(wanted: (call: Call) => boolean): (file: HouseFile) => Offence[] {
  return file =>
    callsOf(file)
      .filter(wanted)
      .map(({ at, of, name }) => ({ at, what: of ? `${of}.${name}(…)` : `${name}(…)` }))
}

/** Every match in the file without its comments. */
export function matches(pattern: RegExp): (file: HouseFile) => Offence[] {
  return file => [...file.code.matchAll(pattern)].map(found => ({ at: found.index, what: found[0].trim().slice(0, 80) }))
}

export type Text = { at: number; text: string; holes: boolean; node: ts.Node }

/** Every piece of text written in the program; of a template with `${…}`, its fixed parts with `…` between them. */
export function textsOf(file: HouseFile): Text[] {
  return nodesOf(file).flatMap((node): Text[] => {
    const at = node.getStart(file.tree)
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [{ at, text: node.text, holes: false, node }]
    if (!ts.isTemplateExpression(node)) return []
    return [{ at, text: [node.head.text, ...node.templateSpans.map(span => span.literal.text)].join('…'), holes: true, node }]
  })
}

const statement =
  /^\s*(--.*\s*)*(select\s+\S|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+(recursive\s+)?\w+\s+as\b|create\s+(table|index|role|schema|extension|trigger|function|or)\b|alter\s+(table|role|index)\b|drop\s+(table|role|database)\b|truncate\b)/i

/** Every piece of text that begins as SQL does. */
export function sqlOf(file: HouseFile): Text[] {
  return textsOf(file).filter(({ text }) => statement.test(text))
}
