import { describe, expect, it } from 'vitest'
import { WorkbenchError } from '../../../preload/contract/errors.ts'
import { Film, PAGE, type Frame } from '../../../renderer/state/layers-film.svelte.ts'

const frame = (index: number): Frame => ({
  index,
  plane: { height: 1, width: 1, values: Float32Array.of(index) },
  minimum: 0,
  maximum: index,
  mean: index,
  meanGradient: -index,
  score: null,
})

function filmOf(total: number) {
  const asked: number[] = []
  const film = new Film((offset, limit) => {
    asked.push(offset)
    const count = Math.max(0, Math.min(limit, total - offset))
    return Promise.resolve({ total, frames: Array.from({ length: count }, (_, row) => frame(offset + row)) })
  })
  return { film, asked }
}

describe('Film.show(first, end)', () => {
  it('reads each page once, when a frame of it comes into sight', async () => {
    const { film, asked } = filmOf(200)
    await film.show(0, 5)
    await film.show(3, 12)
    expect(asked).toEqual([0])
    await film.show(PAGE - 1, PAGE + 1)
    await film.show(160, 171)
    expect(asked).toEqual([0, PAGE, 5 * PAGE])
    expect([film.total, film.at(PAGE)?.index, film.at(165)?.index, film.at(100)]).toEqual([
      200,
      PAGE,
      165,
      undefined,
    ])
  })

  it('asks for nothing behind the last frame', async () => {
    const { film, asked } = filmOf(10)
    await film.show(0, 4)
    await film.show(0, 400)
    expect(asked).toEqual([0])
  })

  it('keeps an error until it is tried again', async () => {
    let broken = true
    const film = new Film(() =>
      broken
        ? Promise.reject(new WorkbenchError('engine_crashed', 'engine crashed: signal SIGKILL'))
        : Promise.resolve({ total: 1, frames: [frame(0)] }),
    )
    await film.show(0, 1)
    expect([film.error?.code, film.total]).toEqual(['engine_crashed', null])
    broken = false
    await film.retry()
    expect([film.error, film.total, film.at(0)?.index]).toEqual([null, 1, 0])
  })
})
