/** Search in PostgreSQL: making its tables, asking them, and remembering what was not found. */
import type { Db } from '../db/db.js'
import { kept } from '../retention.js'
import type { Entry } from './search-index.js'
import { hear, type Reading } from './search-words.js'

export async function clearSearch(db: Db): Promise<void> {
  await db.query('delete from search_entry', [])
  await db.query('delete from search_word', [])
}

export async function writeEntries(db: Db, entries: Entry[]): Promise<void> {
  await db.query(
    `insert into search_entry (kind, key, position, titles, said, words_el, words_en, sounds)
     select kind, key, position, titles, said,
       setweight(to_tsvector('el', el ->> 'a'), 'A') || setweight(to_tsvector('el', el ->> 'b'), 'B')
         || setweight(to_tsvector('el', el ->> 'c'), 'C') || setweight(to_tsvector('el', el ->> 'd'), 'D'),
       setweight(to_tsvector('en', en ->> 'a'), 'A') || setweight(to_tsvector('en', en ->> 'b'), 'B')
         || setweight(to_tsvector('en', en ->> 'c'), 'C') || setweight(to_tsvector('en', en ->> 'd'), 'D'),
       setweight(to_tsvector('simple', sounds ->> 'a'), 'A') || setweight(to_tsvector('simple', sounds ->> 'b'), 'B')
         || setweight(to_tsvector('simple', sounds ->> 'c'), 'C') || setweight(to_tsvector('simple', sounds ->> 'd'), 'D')
     from jsonb_to_recordset($1) as e(kind text, key text, position int, titles text[], said text[], el jsonb, en jsonb, sounds jsonb)`,
    [JSON.stringify(entries.map((entry, position) => ({ ...entry, position })))],
  )
}

/** Whatever already speaks of one of `means` can be found by the other words too. */
export async function addMeanings(db: Db, words: { el: string[]; en: string[] }, means: string[]): Promise<void> {
  await db.query(
    `update search_entry
     set words_el = words_el || setweight(to_tsvector('el', $1), 'C'),
       words_en = words_en || setweight(to_tsvector('en', $2), 'C'),
       sounds = sounds || setweight(to_tsvector('simple', $3), 'C')
     where exists (select from unnest($4::text[]) as meant where ts_filter(words_el, '{a,b,c}') @@ plainto_tsquery('el', meant))`,
    [words.el.join(' . '), words.en.join(' . '), hear(words.el.join(' . ')), means],
  )
}

export async function writeWords(db: Db): Promise<void> {
  await db.query(
    `insert into search_word (word, place)
     select distinct word, place
     from search_entry,
       lateral (
         select lexeme as word, 'sounds' as place from unnest(ts_filter(sounds, '{a,b,c}'))
         union all
         select lexeme, 'en' from unnest(ts_filter(words_en, '{a,b,c}'))) as w
     where length(word) > 2`,
    [],
  )
}

/** `score` is that of its words; `exact` tells that all of it is called so, and puts it first. */
export type Hit = { kind: 'service' | 'not_ours'; key: string; score: number; exact: number; direct: boolean }

/**
 * Each word counts by its best reading, where it stands (title, synonym …) and how rare it is. A word that is nowhere
 * is taken for the words most like it; `direct` says that at least one word was found as it is.
 */
export async function findHits(db: Db, readings: Reading[], whole: string): Promise<Hit[]> {
  const { rows } = await db.query<Hit>(
    `with asked as (
       select term, factor, place, words,
         case place when 'el' then plainto_tsquery('el', words) when 'en' then plainto_tsquery('en', words) else plainto_tsquery('simple', words) end as query
       from jsonb_to_recordset($1) as a(term int, factor real, place text, words text)),
     found as (
       select e.kind, e.key, a.term,
         max(a.factor * ts_rank('{0.1, 0.35, 0.75, 1}', case a.place when 'el' then e.words_el when 'en' then e.words_en else e.sounds end, a.query)) as score
       from search_entry e
       join asked a on case a.place when 'el' then e.words_el when 'en' then e.words_en else e.sounds end @@ a.query
       group by e.kind, e.key, a.term),
     like_it as (
       select a.term, w.word, w.place, max(a.factor * similarity(a.words, w.word)) as likeness
       from asked a
       join search_word w on w.place = a.place and similarity(a.words, w.word) > 0.35
       where a.term not in (select term from found)
       group by a.term, w.word, w.place),
     meant as (
       select term, word, place, likeness
       from (select term, word, place, likeness, max(likeness) over (partition by term) as most from like_it) as ranked
       where likeness >= 0.8 * most),
     guessed as (
       select e.kind, e.key, m.term,
         max(0.4 * m.likeness * ts_rank('{0.1, 0.35, 0.75, 1}', case m.place when 'en' then e.words_en else e.sounds end, quote_literal(m.word)::tsquery)) as score
       from meant m
       join search_entry e on case m.place when 'en' then e.words_en else e.sounds end @@ quote_literal(m.word)::tsquery
       group by e.kind, e.key, m.term),
     matched as (
       select kind, key, term, score, true as direct from found
       union all select kind, key, term, score, false from guessed),
     rarity as (
       select term, ln(2 + (select count(*) from search_entry)::real / count(*)) as weight from matched group by term)
     select e.kind, e.key,
       sum(m.score * r.weight) / (select sum(weight) from rarity) as score,
       case when $2 = any(e.titles) then 2 when $2 = any(e.said) then 1 else 0 end as exact,
       bool_or(m.direct) as direct
     from matched m
     join rarity r on r.term = m.term
     join search_entry e on e.kind = m.kind and e.key = m.key
     group by e.kind, e.key, e.titles, e.said, e.position
     order by exact desc, score desc, e.position
     limit 40`,
    [JSON.stringify(readings), whole],
  )
  return rows
}

/** Counts a search that found nothing; of different ones, 5000 are enough. */
export async function deleteOldMisses(db: Db): Promise<void> {
  await db.query(`delete from search_miss where last_at < now() - make_interval(days => $1)`, [kept.searchMissDays])
}

export async function recordMiss(db: Db, query: string, language: string): Promise<void> {
  await db.query(
    `insert into search_miss (query, language)
     select $1, $2 where (select count(*) from search_miss) < 5000
     on conflict (query, language) do update set times = search_miss.times + 1, last_at = now()`,
    [query, language],
  )
}
