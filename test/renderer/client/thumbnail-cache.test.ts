import { describe, expect, it } from 'vitest'
import { RequestQueue } from '../../../renderer/client/request-queue.ts'
import { ThumbnailCache } from '../../../renderer/client/thumbnail-cache.ts'

const never = () => new AbortController().signal

describe('RequestQueue(limit)', () => {
  it('runs at most the limit at once, in the order asked, and drops what was aborted', async () => {
    const queue = new RequestQueue(1)
    const order: string[] = []
    const releases: (() => void)[] = []
    const request = (name: string) => () => {
      order.push(name)
      return new Promise<string>((resolve) => releases.push(() => resolve(name)))
    }
    const gone = new AbortController()
    const answers = [
      queue.run(request('first'), never()),
      queue.run(request('second'), never()),
      queue.run(request('dropped'), gone.signal),
      queue.run(request('newest'), never()),
    ]
    gone.abort()
    for (let step = 0; step < 3; step++) {
      releases[step]?.()
      await new Promise((resolve) => setTimeout(resolve))
    }
    expect(order).toEqual(['first', 'second', 'newest'])
    expect((await Promise.all(answers)).map(({ state }) => state)).toEqual([
      'done',
      'done',
      'cancelled',
      'done',
    ])
  })

  it('asks first for what is in sight, whenever it came', async () => {
    const queue = new RequestQueue(1)
    const order: string[] = []
    const request = (name: string) => async () => order.push(name)
    await Promise.all([
      queue.run(request('above'), never(), true),
      queue.run(request('seen 1'), never()),
      queue.run(request('seen 2'), never()),
      queue.run(request('below'), never(), true),
    ])
    expect(order).toEqual(['seen 1', 'seen 2', 'above', 'below'])
  })

  it('goes on after a request that failed', async () => {
    const queue = new RequestQueue(1)
    await expect(queue.run(() => Promise.reject(new Error('gone')), never())).rejects.toThrow('gone')
    expect(await queue.run(() => Promise.resolve(7), never())).toEqual({ state: 'done', value: 7 })
  })
})

describe('ThumbnailCache', () => {
  it('keeps what was used last, releases what it pushes out, and loads nothing twice', async () => {
    const loaded: string[] = []
    const released: string[] = []
    const cache = new ThumbnailCache<string>({
      capacity: 2,
      parallel: 2,
      load: (key) => {
        loaded.push(key)
        return Promise.resolve(`url-${key}`)
      },
      release: (value) => released.push(value),
    })
    for (const key of ['a', 'b', 'a', 'c', 'a']) await cache.get(key, never())
    expect({ loaded, released }).toEqual({ loaded: ['a', 'b', 'c'], released: ['url-b'] })
    cache.clear()
    expect(released).toEqual(['url-b', 'url-c', 'url-a'])
  })
})
