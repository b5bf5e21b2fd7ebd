import type { CallInput, CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { events, type EventPayload } from '#contract/events.ts'
import type { Job } from '#contract/jobs.ts'
import { FileHandle } from '#contract/common.ts'
import type { CallName, EventName } from '#contract/names.ts'
import type { Transport } from '#contract/transport.ts'
import type { DropTaker } from './transports/electron.ts'

/** The window's one way to the rest of the program: typed calls, checked events. */
export class Client {
  readonly #transport: Transport & Partial<DropTaker>

  constructor(transport: Transport & Partial<DropTaker>) {
    this.#transport = transport
  }

  /** @throws WorkbenchError as the other side gave it */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const reply = await this.#transport.invoke(name, input)
    if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
    // The dispatch has parsed the value by the same schema that this type is inferred from.
    return reply.value as CallOutput<Name>
  }

  /** An event that does not fit its schema is dropped: a stale server must not break the screen. */
  subscribe<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void {
    return this.#transport.subscribe(name, (payload) => {
      const parsed = events[name].safeParse(payload)
      if (parsed.success) listener(parsed.data as EventPayload<Name>)
    })
  }

  /** Whether the program can find what is dropped on the window. */
  get takesDrops(): boolean {
    return this.#transport.takeDropped !== undefined
  }

  /** @throws WorkbenchError `unknown_file` where a page is not told where a dropped file lies */
  async takeDropped(file: File): Promise<FileHandle> {
    const reply = await this.#transport.takeDropped?.(file)
    if (reply === undefined) {
      throw new WorkbenchError(
        'unknown_file',
        `unknown file: ${file.name} (a page is not told where it lies)`,
      )
    }
    if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
    return FileHandle.parse(reply.value)
  }

  /** Answers when the job has ended; cancellation is a state of the job, failure is thrown. */
  async wait(job: Job): Promise<Job> {
    const ended = await this.call('jobs.wait', { jobId: job.id })
    if (ended.state === 'failed') {
      throw WorkbenchError.fromRecord(
        ended.error ?? { code: 'internal', message: `failed job: ${job.title}` },
      )
    }
    return ended
  }
}
