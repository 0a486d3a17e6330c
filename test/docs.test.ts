/** The handbook says what the code does. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { registrationForm } from '../src/accounts/forms.js'
import { generated } from '../src/docs.js'
import { rootPath } from '../src/paths.js'

const read = (file: string) => readFileSync(rootPath(file), 'utf8')

for (const [file, make] of generated) {
  test(`${file} is as the code makes it today`, () => {
    assert.equal(read(file), make(), 'run «npm run docs» and commit the result')
  })
}

test('the handbook lists every field of the registration form', () => {
  const hidden = ['leave_empty', 'form_started', 'father_name_none', 'mother_name_none']
  const names = Object.keys(registrationForm({}).shape).filter(name => !hidden.includes(name))
  assert.deepEqual(
    names.filter(name => !read('docs/fields.md').includes(`| \`${name}\` |`)),
    [],
  )
})

test('the handbook explains every setting, with the limits that are in force by default', () => {
  const settings = [...(read('src/config.ts') + read('src/limits.ts')).matchAll(/^ {2,4}([A-Z][A-Z_]+): (.*)$/gm)].map(
    ([, name, rule]) => ({ name, rule }),
  )
  assert.ok(settings.length > 40)
  const handbook = read('docs/operations.md')
  assert.deepEqual(
    settings.filter(({ name }) => !handbook.includes(`| \`${name}\` |`)).map(({ name }) => name),
    [],
  )
  for (const { name, rule } of settings) {
    const given = /whole\(([\d *]+)/.exec(rule ?? '')?.[1]
    if (given)
      assert.ok(
        handbook.includes(`| \`${name}\` | ${number(given)} |`) || handbook.includes(`| \`${name}\` | \`${number(given)}\` |`),
        `${name} is ${number(given)}`,
      )
  }
})

/** `64 * 1024` → 65536 */
function number(product: string): number {
  return product.split('*').reduce((result, factor) => result * Number(factor), 1)
}
