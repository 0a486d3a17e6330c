/** What a view may hold. */
import type { HouseFile, Offence, Rule } from './files.js'

const views = /^views\/.*\.ejs$/
const pages = /^views\/(?!mail\/).*\.ejs$/

/** The markup without the tags of the program: same length, same lines. A tag's end does not end an element's. */
function markupOf({ text }: HouseFile): string {
  return text.replace(/<%[\s\S]*?%>/g, tag => tag.replace(/[^\n]/g, '·'))
}

const inMarkup =
  (pattern: RegExp): Rule['find'] =>
  file =>
    [...markupOf(file).matchAll(pattern)].map(({ index, 0: found }) => ({ at: index, what: found.trim().slice(0, 60) }))

export const viewRules: Rule[] = [
  {
    says: 'a form that changes something carries the token',
    where: pages,
    find: file =>
      [...file.text.matchAll(/<form\b(?:<%[\s\S]*?%>|[^>])*>[\s\S]*?(<\/form>|$)/gi)]
        .filter(
          ({ 0: form }) => /method="post"/i.test(form.slice(0, form.search(/[^%]>/) + 2)) && !form.includes(`include('partials/csrf'`),
        )
        .map(({ index }) => ({ at: index, what: 'a form without partials/csrf' })),
    broken: ['views/accounts/login.ejs', `<form method="post" action="<%= it.path %>">\n<button>x</button></form>`],
  },
  {
    says: 'a form’s method is one that the portal answers',
    where: pages,
    find: file =>
      [...markupOf(file).matchAll(/<form\b[^>]*>/gi)]
        .filter(({ 0: tag }) => !/method="(get|post)"/.test(tag))
        .map(({ index, 0: tag }) => ({ at: index, what: tag.slice(0, 60) })),
    broken: ['views/pages/home.ejs', '<form action="/services">'],
  },
  {
    says: 'only an include, and the page inside the layout, goes in unescaped',
    where: views,
    find: ({ path, text }) =>
      [...text.matchAll(/<%-(?!\s*include\()[\s\S]*?%>/g)]
        .filter(({ 0: tag }) => !(path === 'views/layout.ejs' && /^<%-\s*it\.body\s*%>$/.test(tag)))
        .map(({ index, 0: tag }) => ({ at: index, what: tag.slice(0, 60) })),
    broken: ['views/requests/show.ejs', '<p><%- it.request.description %></p>'],
  },
  {
    says: 'letters include nothing',
    where: /^views\/mail\//,
    find: ({ text }) => [...text.matchAll(/<%-/g)].map(({ index }) => ({ at: index, what: '<%-' })),
    broken: ['views/mail/letter.html.ejs', `<%- include('partials/label') %>`],
  },
  {
    says: 'no style, script or handler stands in a page',
    where: pages,
    find: inMarkup(/\sstyle\s*=|\son[a-z]+\s*=\s*"|<style\b|<script\b(?![^>]*\ssrc="[^"]+"[^>]*><\/script>)[^>]*>|javascript:/gi),
    broken: ['views/pages/home.ejs', '<p onclick="go()" style="color:red">x</p>\n<script>go()</script>'],
  },
  {
    says: 'values stand between quotes',
    where: views,
    find: ({ text }) => [...text.matchAll(/[\s'"][\w:-]+=<%/g)].map(({ index }) => ({ at: index, what: 'an attribute without quotes' })),
    broken: ['views/partials/field.ejs', '<input value=<%= it.value %>>'],
  },
  {
    says: 'no value goes into a comment',
    where: views,
    find: ({ text }) => [...text.matchAll(/<!--(?:(?!-->)[\s\S])*<%/g)].map(({ index }) => ({ at: index, what: 'a value in a comment' })),
    broken: ['views/pages/home.ejs', '<!-- <%= it.actor.name %> -->'],
  },
  {
    says: 'a page says its words in both languages: none stand in the view',
    where: pages,
    find: file =>
      [...markupOf(file).matchAll(/[\u0370-\u03ff\u1f00-\u1fff]+/g)].map(({ index, 0: word }): Offence => ({ at: index, what: word })),
    broken: ['views/pages/home.ejs', '<h1>Καλώς ήρθατε</h1>'],
  },
  {
    says: 'nothing is loaded from elsewhere',
    where: pages,
    find: inMarkup(/\b(src|srcset|poster|data|manifest)="https?:|<link\b[^>]*href="https?:|<(iframe|object|embed|base)\b/gi),
    broken: ['views/layout.ejs', '<script src="https://cdn.example/x.js"></script>'],
  },
]
