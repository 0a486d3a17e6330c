/** Pages of results as last shown to a visitor without a session: nobody's own, so good for the next one, until the catalogue changes. */
export type KeptPages = { get(key: string): string | undefined; keep(key: string, html: string): void }

const most = 300
const longestKey = 400

export function createKeptPages(currentVersion: () => number): KeptPages {
  const pages = new Map<string, string>()
  let version = -1
  return { get, keep }

  function get(key: string): string | undefined {
    if (version !== currentVersion()) pages.clear()
    version = currentVersion()
    return pages.get(key)
  }

  function keep(key: string, html: string): void {
    if (key.length > longestKey) return
    if (pages.size >= most) pages.clear()
    pages.set(key, html)
  }
}
