import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'

/** What the bytes so far are the beginning of. */
const PartState = z.object({ address: z.string(), sha256: z.string(), validator: z.string().nullable() })
type PartState = z.infer<typeof PartState>

/** A download's bytes so far (`<archive>.part`), and beside them whose they are (`<archive>.part.json`). */
export class PartFile {
  readonly path: string
  readonly #statePath: string
  readonly #identity: Pick<PartState, 'address' | 'sha256'>

  constructor(path: string, identity: { readonly address: string; readonly sha256: string }) {
    this.path = path
    this.#statePath = `${path}.json`
    this.#identity = identity
  }

  /** How much there is to go on from; 0 where the bytes are of another file or nothing tells what they are. */
  async size(): Promise<number> {
    if ((await this.#state()) === null) return 0
    return (await stat(this.path).catch(() => null))?.size ?? 0
  }

  async validator(): Promise<string | null> {
    return (await this.#state())?.validator ?? null
  }

  /** Empties it for another beginning. */
  async restart(validator: string | null): Promise<void> {
    await writeFile(this.path, '')
    await writeFile(this.#statePath, JSON.stringify({ ...this.#identity, validator }))
  }

  /** Appends; what arrived is kept when the source breaks off. */
  async append(chunks: AsyncIterable<Uint8Array>, onWritten: (bytes: number) => void): Promise<void> {
    const file = await open(this.path, 'a')
    try {
      for await (const chunk of chunks) {
        await file.appendFile(chunk)
        onWritten(chunk.byteLength)
      }
    } finally {
      await file.sync().finally(() => file.close())
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true })
    await rm(this.#statePath, { force: true })
  }

  async #state(): Promise<PartState | null> {
    try {
      const state = PartState.parse(JSON.parse(await readFile(this.#statePath, 'utf8')))
      const { address, sha256 } = this.#identity
      return state.address === address && state.sha256 === sha256 ? state : null
    } catch {
      // Missing or torn: the bytes cannot be trusted, and are fetched again.
      return null
    }
  }
}
