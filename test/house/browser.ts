/** What the scripts that run in people's browsers may do. */
import type { Rule } from './files.js'
import { calls, matches } from './syntax.js'

export const browserRules: Rule[] = [
  {
    says: 'the browser’s scripts write text, never markup',
    where: /^src\/client\//,
    find: matches(
      /\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc|setHTMLUnsafe|parseFromString)\b|\bdocument\s*\.\s*write/g,
    ),
    broken: ['src/client/app.ts', 'box.innerHTML = answer'],
  },
  {
    says: 'the browser’s scripts talk to no other window',
    where: /^src\/client\//,
    find: matches(/\b(postMessage|window\s*\.\s*open|BroadcastChannel)\b/g),
    broken: ['src/client/app.ts', `parent.postMessage('x', '*')`],
  },
  {
    says: 'nothing is kept in the browser',
    where: /^src\/client\//,
    find: matches(/\b(localStorage|sessionStorage|indexedDB|document\s*\.\s*cookie|caches)\b/g),
    except: { 'src/client/parts/session.ts': 'the minute of the last visit, for the other tabs' },
    broken: ['src/client/app.ts', `localStorage.setItem('draft', text)`],
  },
  {
    says: 'the browser’s scripts ask only the portal',
    where: /^src\/client\//,
    find: file => [
      ...calls(
        ({ name, of, node }) =>
          name === 'fetch' && !of && !/^[`']\/(?!\/)|\.(action|pathname)\b/.test(node.arguments[0]?.getText(file.tree) ?? ''),
      )(file),
      ...matches(/\b(XMLHttpRequest|sendBeacon|EventSource|WebSocket)\b/g)(file),
    ],
    except: { 'src/client/parts/send.ts': 'tells how far an upload is, to the address of its form' },
    broken: ['src/client/app.ts', `fetch('https://elsewhere.example/')`],
  },
]
