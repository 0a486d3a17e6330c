/** What somebody is told who comes back to a draft of a form that has changed. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { FormField } from '../src/catalogue/definition.js'
import { changesBetween } from '../src/requests/definition-changes.js'

const text = (el: string) => ({ el, en: `${el} (en)` })
const field = (key: string, more: Partial<FormField> = {}): FormField => ({
  key,
  label: text(key),
  type: 'text',
  required: false,
  ...more,
})
const select = (...values: string[]) =>
  field('kind', { type: 'select', options: values.map(value => ({ value, label: text(`«${value}»`) })) })
const file = (more: Partial<FormField> = {}) => field('deed', { type: 'file', ...more })
const name = (key: string) => ({ field: key, name: text(key) })

type Form = Parameters<typeof changesBetween>[0]
const form = (fields: FormField[], documents: Form['documents'] = []): Form => ({ fields, documents })

const cases: [string, Form, Form, ReturnType<typeof changesBetween>][] = [
  ['nothing, where nothing changed', form([field('a', { required: true }), file()]), form([field('a', { required: true }), file()]), []],
  [
    'nothing, where only help, section, order or ranges changed',
    form([field('a'), field('n', { type: 'number' })]),
    form([field('n', { type: 'number', min: 1, section: 's' }), field('a', { help: text('Βοήθεια.') })]),
    [],
  ],
  ['a new question', form([field('a')]), form([field('a'), field('b')]), [{ what: 'added', ...name('b') }]],
  ['a question that is no longer asked', form([field('a'), field('b')]), form([field('a')]), [{ what: 'dropped', ...name('b') }]],
  [
    'a question that must now be answered',
    form([field('a')]),
    form([field('a', { required: true })]),
    [{ what: 'required', ...name('a') }],
  ],
  ['nothing, where a question may now stay empty', form([field('a', { required: true })]), form([field('a')]), []],
  ['a question of another kind', form([field('a')]), form([field('a', { type: 'number' })]), [{ what: 'retyped', ...name('a') }]],
  [
    'a question in other words',
    form([field('a', { label: text('Πριν') })]),
    form([field('a')]),
    [{ what: 'renamed', ...name('a'), was: text('Πριν') }],
  ],
  [
    'choices that are gone, and none for those that are new',
    form([select('one', 'two', 'three')]),
    form([select('two', 'four')]),
    [{ what: 'optionsGone', ...name('kind'), gone: ['one', 'three'], labels: [text('«one»'), text('«three»')] }],
  ],
  ['another kind instead of lost choices', form([select('one')]), form([field('kind')]), [{ what: 'retyped', ...name('kind') }]],
  [
    'a new paper, as the list of papers calls it',
    form([]),
    form([file()], [{ ...text('Αντίγραφο συμβολαίου'), field: 'deed' }]),
    [{ what: 'paperAdded', field: 'deed', name: text('Αντίγραφο συμβολαίου') }],
  ],
  ['a paper that nobody needs any more', form([file()]), form([]), [{ what: 'paperDropped', ...name('deed') }]],
  [
    'papers of the list alone, which come by no field',
    form([], [text('Παλιό χαρτί')]),
    form([], [text('Νέο χαρτί')]),
    [
      { what: 'paperAdded', field: undefined, name: text('Νέο χαρτί') },
      { what: 'paperDropped', field: undefined, name: text('Παλιό χαρτί') },
    ],
  ],
  [
    'nothing twice, where a paper of the list has got a field of its own',
    form([], [text('deed')]),
    form([file()], [{ ...text('deed'), field: 'deed' }]),
    [{ what: 'paperAdded', ...name('deed') }],
  ],
  [
    'several things in the order of the form, what is gone last',
    form([field('a'), field('b'), field('c')]),
    form([field('d'), field('c', { required: true }), field('b')]),
    [
      { what: 'added', ...name('d') },
      { what: 'required', ...name('c') },
      { what: 'dropped', ...name('a') },
    ],
  ],
  ['everything as new, for a draft kept without papers', { fields: [] }, form([field('a')]), [{ what: 'added', ...name('a') }]],
]

for (const [title, old, now, expected] of cases) it(`says ${title}`, () => assert.deepEqual(changesBetween(old, now), expected))
