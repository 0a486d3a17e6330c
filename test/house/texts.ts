/** Texts in two languages, and where code and views ask for them. */
import ts from 'typescript'
import type { HouseFile } from './files.js'
import { nodesOf, textsOf } from './syntax.js'

export type Use = { file: HouseFile; at: number; key: string }
export type Texts = Map<string, { path: string; line: number; text: string }>

/** `area.path.to.text` → text, with the line of the file it stands on. */
export function readTexts(files: HouseFile[], language: 'el' | 'en'): Texts {
  const texts: Texts = new Map()
  for (const file of files.filter(({ path }) => path.startsWith(`src/i18n/${language}/`))) {
    const area = file.path.split('/').at(-1)?.replace('.json', '') as string
    const json = ts.parseJsonText(file.path, file.text)
    const visit = (node: ts.Expression, key: string): void => {
      if (ts.isStringLiteral(node))
        texts.set(key, { path: file.path, line: json.getLineAndCharacterOfPosition(node.getStart(json)).line + 1, text: node.text })
      if (!ts.isObjectLiteralExpression(node)) return
      for (const one of node.properties)
        if (ts.isPropertyAssignment(one)) visit(one.initializer, `${key}.${(one.name as ts.StringLiteral).text}`)
    }
    visit((json.statements[0] as ts.ExpressionStatement).expression, area)
  }
  return texts
}

/** The key that is asked for: i18next chooses the number by itself. */
export const baseOf = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')

export const variablesOf = (text: string) =>
  [...new Set([...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}|(%\{\w+\})/g)].map(found => found[1] ?? (found[2] as string)))].sort()

export const greek = /[\u0370-\u03ff\u1f00-\u1fff]/

const asking = (files: HouseFile[]) => files.filter(({ path }) => /^(src\/(?!i18n\/\w\w\/).*\.ts|views\/.*\.ejs)$/.test(path))

/** Every text in code that is, or begins like, a key of an area; of `requests.status.${…}` the fixed parts. */
export function askedFor(files: HouseFile[], areas: string[]): { whole: Use[]; patterns: (Use & { pattern: RegExp })[] } {
  const begins = new RegExp(`^(${areas.join('|')})\\.`)
  const found = asking(files).flatMap(file =>
    textsOf(file)
      .filter(({ text }) => begins.test(text))
      .map(text => ({ file, ...text })),
  )
  const whole = found.filter(({ holes, node }) => !holes && !isSummand(node)).map(({ file, at, text }) => ({ file, at, key: text }))
  const patterns = found
    .filter(({ holes, node }) => holes || isSummand(node))
    .map(({ file, at, text, holes }) => ({ file, at, key: text, pattern: patternOf(holes ? text : `${text}…`) }))
  return { whole, patterns }
}

const isSummand = (node: ts.Node) => ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PlusToken

function patternOf(text: string): RegExp {
  return new RegExp(
    `^${text
      .split('…')
      .map(part => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'))
      .join('.+')}$`,
  )
}

/** What is handed to `t(…)`, whether written there whole or chosen there between two. */
export function handedToT(files: HouseFile[]): Use[] {
  return asking(files).flatMap(file =>
    nodesOf(file)
      .filter(ts.isCallExpression)
      .filter(({ expression }) => expression.getText(file.tree).replace(/^.*\./, '') === 't')
      .flatMap(({ arguments: [key] }) => (key ? choices(key) : []))
      .map(node => ({ file, at: node.getStart(file.tree), key: node.text })),
  )
}

function choices(node: ts.Expression): ts.StringLiteralLike[] {
  if (ts.isStringLiteralLike(node)) return [node]
  if (ts.isParenthesizedExpression(node)) return choices(node.expression)
  if (ts.isConditionalExpression(node)) return [...choices(node.whenTrue), ...choices(node.whenFalse)]
  return ts.isBinaryExpression(node) && node.operatorToken.kind !== ts.SyntaxKind.PlusToken
    ? [...choices(node.left), ...choices(node.right)]
    : []
}
