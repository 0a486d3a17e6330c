/** The process that opens photos: apart from the portal, with nothing of its secrets, and replaced when it falls. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { makePicture } from '../src/requests/photos.js'
import { until } from './support/child-portal.js'

const photo = () =>
  sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#557799' } })
    .jpeg()
    .toBuffer()

function photoProcesses(): number[] {
  const children = readdirSync('/proc/self/task').flatMap(task =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return children.filter(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tinypool'))
}

describe('the process that opens photos', () => {
  it('makes a picture and a small one', async () => {
    const made = await makePicture(await photo())
    assert.ok(made.ok)
    assert.deepEqual([made.picture.width, made.picture.height], [2048, 1024])
    const { width, height, format } = await sharp(made.picture.thumbnail).metadata()
    assert.deepEqual([width, height, format], [320, 160, 'jpeg'])
  })

  it('is one, and has none of our settings', async () => {
    process.env.SESSION_SECRET = 'never-to-be-seen-there'
    await makePicture(await photo())
    const [pid, ...more] = photoProcesses()
    assert.deepEqual(more, [])
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map(line => line.split('=', 1)[0])
      .filter(name => name && !/^(NODE_|TINYPOOL_)/.test(name))
    assert.deepEqual(names, ['MALLOC_ARENA_MAX'])
  })

  it('may fall: the photo it held is refused with a sentence, the next one is made', async () => {
    const [pid] = photoProcesses()
    process.kill(pid as number, 'SIGSTOP')
    const held = makePicture(await photo())
    await new Promise(resolve => setImmediate(resolve)) // handed over by now
    process.kill(pid as number, 'SIGKILL')
    assert.deepEqual(await held, { ok: false, error: 'requests.photos.broken' })
    assert.ok((await makePicture(await photo())).ok)
  })

  it('may fall while it rests: nobody notices', async () => {
    const [pid] = photoProcesses()
    process.kill(pid as number, 'SIGKILL')
    await until('its end', () => !photoProcesses().includes(pid as number))
    assert.ok((await makePicture(await photo())).ok)
  })
})
