/** What no file does, or only the one file made for it. */
import ts from 'typescript'
import type { Rule } from './files.js'
import { calls, importsOf, matches, nodesOf, packageOf, textsOf } from './syntax.js'

const source = /^src\/(?!client\/).*\.ts$/
const all = /^src\/.*\.ts$/

const importsAny =
  (packages: RegExp): Rule['find'] =>
  file =>
    importsOf(file)
      .filter(({ from, typeOnly }) => !typeOnly && packages.test(packageOf(from)))
      .map(({ at, from }) => ({ at, what: `imports ${from}` }))

export const codeRules: Rule[] = [
  {
    says: 'only the configuration reads the environment',
    where: source,
    find: matches(/\bprocess\s*(\.\s*env\b|\[)/g),
    except: {
      'src/config.ts': 'reads it for all',
      'src/demo.ts': 'adds to it what the demo makes itself, and hands it to the configuration',
    },
    broken: ['src/web/session.ts', 'export const secret = process.env.SESSION_SECRET'],
  },
  {
    says: 'redirects are made in one place, which saves the session first',
    where: source,
    find: calls(({ name }) => name === 'redirect'),
    except: { 'src/web/see-other.ts': 'the place' },
    broken: ['src/accounts/routes.ts', `res.redirect('/account')`],
  },
  {
    says: 'pages are rendered by the house, from views alone',
    where: source,
    find: file => [...calls(({ of, name }) => name === 'render' && /\bres\b/.test(of))(file), ...importsAny(/^ejs$/)(file)],
    except: { 'src/web/views.ts': 'the place' },
    broken: ['src/accounts/routes.ts', `res.render('login', req.body)`],
  },
  {
    says: 'randomness that could be guessed is not used',
    where: all,
    find: matches(/\bMath\s*\.\s*random\b|\bpseudoRandomBytes\b/g),
    broken: ['src/accounts/tokens.ts', 'export const token = Math.random()'],
  },
  {
    says: 'no text becomes code',
    where: all,
    find: file => [...matches(/\beval\s*\(|\bnew\s+Function\b|\bimport\s*\(\s*[^'"\s]/g)(file), ...importsAny(/^(node:)?vm$/)(file)],
    except: { 'src/client/position.ts': 'loads the map, whose address the page gives, only when asked' },
    broken: ['src/catalogue/seed.ts', `export const f = new Function('x', 'return x')`],
  },
  {
    says: 'no pattern is made of what was typed',
    where: all,
    find: file =>
      nodesOf(file)
        .filter(node => (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(file.tree) === 'RegExp')
        .map(node => ({ at: node.getStart(file.tree), what: 'makes a RegExp' })),
    except: { 'src/accounts/password-lists.ts': 'of a length that is a constant' },
    broken: ['src/catalogue/search.ts', `export const found = new RegExp(query).test('x')`],
  },
  {
    says: 'the portal starts no programs',
    where: all,
    find: importsAny(/^(node:)?(child_process|worker_threads|cluster)$/),
    except: {
      'src/db/embedded.ts': 'the PostgreSQL of the demo',
      'src/db/embedded-server.ts': 'the PostgreSQL of the demo',
      'src/db/embedded-programs.ts': 'the PostgreSQL of the demo',
    },
    broken: ['src/requests/photos.ts', `import { exec } from 'node:child_process'`],
  },
  {
    says: 'the portal asks nobody on the net: it reaches the database and the mail server, and no address that a person gave',
    where: source,
    find: file => [
      ...calls(({ name, of }) => (name === 'fetch' && !of) || (['request', 'get'].includes(name) && /^https?$/.test(of)))(file),
      ...importsAny(/^(node:)?(https|http2|dgram|tls|axios|undici|got|node-fetch)$/)(file),
    ],
    broken: ['src/requests/photos.ts', `const picture = await fetch(body.address)`],
  },
  {
    says: 'one file sends mail, and only the database folder connects to the database',
    where: source,
    find: importsAny(/^(nodemailer|pg)$/),
    except: {
      'src/mail/delivery.ts': 'sends mail',
      'src/db/db.ts': 'the pool',
      'src/db/migrate.ts': 'the owner’s connection',
      'src/db/embedded.ts': 'the PostgreSQL of the demo',
      'src/demo.ts': 'makes the portal’s role',
    },
    broken: ['src/accounts/mails.ts', `import { createTransport } from 'nodemailer'`],
  },
  {
    says: 'certificates of other machines are checked',
    where: all,
    find: matches(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/g),
    broken: ['src/mail/delivery.ts', 'export const tls = { rejectUnauthorized: false }'],
  },
  {
    says: 'no weak hash and no weak cipher',
    where: source,
    find: file =>
      calls(
        ({ name, node }) =>
          /^create(Hash|Hmac|Cipheriv|Decipheriv)$/.test(name) &&
          !/^'(sha256|sha512|aes-256-gcm)'$/.test(node.arguments[0]?.getText(file.tree) ?? ''),
      )(file),
    broken: ['src/db/secret.ts', `export const hash = createHash('md5')`],
  },
  {
    says: 'the log writes lines of JSON; nothing else writes to the terminal but commands and the demo',
    where: source,
    find: matches(/\bconsole\s*\.|\bprocess\s*\.\s*(stdout|stderr)\b/g),
    except: {
      'src/demo.ts': 'tells where it listens',
      'src/start.ts': 'tells why it does not start, when there is no log yet',
      'src/server.ts': 'tells why it does not start, when there is no log yet',
      'src/worker.ts': 'tells why it does not start, when there is no log yet',
      'src/accounts/staff-command.ts': 'a command',
      'src/catalogue/command.ts': 'a command',
      'src/db/keys-command.ts': 'a command',
      'src/jobs/verify-command.ts': 'a command',
    },
    broken: ['src/web/page.ts', 'console.log(res.locals)'],
  },
  {
    says: 'values are compared with their kinds',
    where: all,
    find: file =>
      nodesOf(file)
        .filter(node => node.kind === ts.SyntaxKind.EqualsEqualsToken || node.kind === ts.SyntaxKind.ExclamationEqualsToken)
        .map(node => ({ at: node.getStart(file.tree), what: node.getText(file.tree) })),
    broken: ['src/web/page.ts', 'export const same = a == b'],
  },
  {
    says: 'every value has a type that says something',
    where: /^(src|test)\/.*\.ts$/,
    find: file =>
      nodesOf(file)
        .filter(node => node.kind === ts.SyntaxKind.AnyKeyword)
        .map(node => ({ at: node.getStart(file.tree), what: 'any' })),
    except: { 'src/db/db.ts': 'the overloads of pg, which cannot be written down again' },
    broken: ['src/web/page.ts', 'export function page(data: any) {}'],
  },
  {
    says: 'a type is named for what it is',
    where: /^(src|test)\/.*\.ts$/,
    find: file =>
      nodesOf(file)
        .filter(
          node =>
            (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)) &&
            /^I[A-Z][a-z]|(Dto|Impl|Manager|Helper|Util|Utils)$/.test(node.name?.text ?? ''),
        )
        .map(node => ({ at: node.getStart(file.tree), what: 'a name that says how, not what' })),
    broken: ['src/mail/letter.ts', 'export type LetterDto = { to: string }'],
  },
  {
    says: 'capital letters are made in Greek',
    where: /^(src\/(?!fields\/|db\/codes).*\.ts|views\/.*)$/,
    find: matches(/\.toUpperCase\(\)/g),
    broken: ['views/accounts/profile.ejs', '<%= it.name.toUpperCase() %>'],
  },
  {
    says: 'no secret is written down',
    where: /./,
    find: file =>
      [
        ...file.text.matchAll(
          /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|(postgres|postgresql|smtps?):\/\/[^\s/:@'"`$]+:[^\s@'"`$]{6,}@(?!localhost|127|[\w.-]*\bexample\b)/g,
        ),
      ].map(({ index }) => ({ at: index, what: 'looks like a secret' })),
    broken: ['src/config.ts', `export const url = 'postgres://portal:${'hunter2hunter2'}@db.petroupoli.gr/portal'`],
  },
  {
    says: 'nothing is left for later without being written where it is planned',
    where: /^(src|views|migrations)\//,
    find: file => [...file.text.matchAll(/\b(TODO|FIXME|XXX|HACK)\b/g)].map(({ index, 0: word }) => ({ at: index, what: word })),
    broken: ['src/web/page.ts', '// TODO: escape this'],
  },
  {
    says: 'tests neither skip, nor wait for the clock, nor mock what is ours',
    where: /^test\/(?!house\/|faults\/|bench\/).*\.ts$/,
    except: { 'test/support/child-portal.ts': 'asks another process until it answers' },
    find: file => [
      ...matches(/\b(it|test|describe)\s*\.\s*(only|skip|todo)\b|\bmock\s*\.\s*(method|fn|module|timers)\b/g)(file),
      ...matches(/\bsetTimeout\s*\(\s*(resolve|r|done)\b|node:timers\/promises/g)(file),
    ],
    broken: ['test/accounts.test.ts', `it.only('signs in', () => {})`],
  },
  {
    says: 'addresses are made with encoded parts',
    where: source,
    find: file =>
      textsOf(file)
        .filter(({ text }) => /javascript:|^data:text\/html/i.test(text))
        .map(({ at }) => ({ at, what: 'an address that is a program' })),
    broken: ['src/web/page.ts', `export const back = 'javascript:history.back()'`],
  },
]
