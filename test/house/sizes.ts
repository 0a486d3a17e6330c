/** How long files and functions are, and how much of them is comment. */
import ts from 'typescript'
import type { HouseFile } from './files.js'
import { nodesOf } from './syntax.js'

const sorted = (numbers: number[]) => numbers.sort((a, b) => a - b)
const share = (numbers: number[], part: number) => sorted(numbers)[Math.ceil(numbers.length * part) - 1] ?? 0
const linesIn = (text: string) => text.trimEnd().split('\n').length

export function sizesOf(house: HouseFile[]) {
  const source = house.filter(({ path }) => /^src\/.*\.ts$/.test(path) && !path.endsWith('.d.ts'))
  const files = source.map(({ path, text }) => ({ path, lines: linesIn(text) }))
  const functions = source.flatMap(functionLines)
  const total = files.reduce((sum, { lines }) => sum + lines, 0)
  const comments = source.flatMap(file => file.comments).filter(({ text }) => !/biome-ignore/.test(text))
  return {
    files,
    fileMedian: share(
      files.map(({ lines }) => lines),
      0.5,
    ),
    fileNinetieth: share(
      files.map(({ lines }) => lines),
      0.9,
    ),
    functionMedian: share(functions, 0.5),
    functionNinetieth: share(functions, 0.9),
    commentShare: comments.reduce((sum, { text }) => sum + linesIn(text), 0) / total,
  }
}

/** Functions with a body of their own; one that only holds others counts without them. */
function functionLines(file: HouseFile): number[] {
  return nodesOf(file)
    .filter(isFunction)
    .map(node => linesIn(node.getText(file.tree)) - innerLines(node, file))
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) && node.body !== undefined
}

function innerLines(node: ts.FunctionLikeDeclaration, file: HouseFile): number {
  const statements = node.body && ts.isBlock(node.body) ? node.body.statements : []
  return [...statements].filter(ts.isFunctionDeclaration).reduce((sum, inner) => sum + linesIn(inner.getText(file.tree)), 0)
}
