/** The project read as text and as syntax, for the rules. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folders = ['src', 'views', 'test', 'migrations']
const unread = /\.(png|woff2?|ico|yaml)$/

export type HouseFile = {
  path: string
  text: string
  /** Of a view, the program between its tags; offsets are those of the text. */
  tree: ts.SourceFile
  /** The text with its comments blanked out: same length, same lines. */
  code: string
  comments: { at: number; text: string }[]
}

/** `at` is an offset into the file's text. */
export type Offence = { at: number; what: string }

export type Rule = {
  says: string
  where: RegExp
  find(file: HouseFile): Offence[]
  /** Files that may do it, each with the reason. One that no longer does is itself an offence. */
  except?: Record<string, string>
  /** A file that the rule must refuse: the rule is tried on it at each run. */
  broken: [path: string, text: string]
}

export function readHouse(): HouseFile[] {
  return folders.flatMap(folder =>
    readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !entry.name.startsWith('.') && !unread.test(entry.name))
      .map(entry => `${entry.parentPath}/${entry.name}`.slice(root.length))
      .sort()
      .map(path => fileOf(path, readFileSync(`${root}${path}`, 'utf8'))),
  )
}

export function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
}

export function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readText(path))
}

/** What stands at the top of the project, without what is made or installed there. */
export function listTop(): string[] {
  return readdirSync(root).filter(name => !name.startsWith('.') && !['node_modules', 'dist'].includes(name))
}

export function fileOf(path: string, text: string): HouseFile {
  let tree: ts.SourceFile | undefined
  let comments: HouseFile['comments'] | undefined
  return {
    path,
    text,
    get tree() {
      tree ??= parse(path, text)
      return tree
    },
    get comments() {
      comments ??= commentsOf(this)
      return comments
    },
    get code() {
      return this.comments.reduce(
        (left, { at, text: comment }) => left.slice(0, at) + blank(comment) + left.slice(at + comment.length),
        text,
      )
    },
  }
}

function parse(path: string, text: string): ts.SourceFile {
  const program = path.endsWith('.ejs') ? programOf(text) : text
  return ts.createSourceFile(path, program, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ')

/** `<%= x %>` becomes `;( x );` where it stood; everything outside the tags becomes blank. */
function programOf(view: string): string {
  let program = ''
  let last = 0
  for (const tag of view.matchAll(/<%([-=_]?)([\s\S]*?)([-_]?)%>/g)) {
    const [whole, opening, body, closing] = tag as unknown as [string, string, string, string]
    const value = opening === '=' || opening === '-'
    program += blank(view.slice(last, tag.index))
    program += (value ? ';( ' : ' '.repeat(2 + opening.length)) + body + ' '.repeat(closing.length) + (value ? ');' : '  ')
    last = tag.index + whole.length
  }
  return program + blank(view.slice(last))
}

/** Comments stand in front of tokens, the last ones in front of the end. */
function commentsOf({ tree, text, path }: HouseFile): HouseFile['comments'] {
  if (path.endsWith('.sql')) return [...text.matchAll(/--.*/g)].map(found => ({ at: found.index, text: found[0] }))
  if (!path.endsWith('.ts')) return []
  const found = new Map<number, string>()
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    const children = node.getChildren(tree)
    if (children.length) return children.forEach(visit)
    const ranges = [...(ts.getLeadingCommentRanges(text, node.pos) ?? []), ...(ts.getTrailingCommentRanges(text, node.end) ?? [])]
    if (node.kind !== ts.SyntaxKind.JsxText) for (const range of ranges) found.set(range.pos, text.slice(range.pos, range.end))
  }
  visit(tree)
  return [...found].map(([at, comment]) => ({ at, text: comment })).sort((a, b) => a.at - b.at)
}

/** `src/a.ts:12 what is wrong`, as an editor opens it. */
export function told(file: HouseFile, { at, what }: Offence): string {
  return `${file.path}:${file.text.slice(0, at).split('\n').length} ${what}`
}
