import type { Messages } from './messages.svelte.ts'
import type { Notices } from './notices.svelte.ts'

export interface UndoStep {
  /** What was done, as in "Deleted run 3". */
  readonly title: string
  readonly undo: () => unknown
  /** Without a message: what can be seen on the screen anyway. */
  readonly quiet?: boolean
  /** Steps of one gesture that follow each other at once (letters typed into a search) are undone together. */
  readonly gesture?: string
}

const CAPACITY = 50
const GESTURE_MS = 1200

/** What can be taken back, newest last. Ctrl-Z takes the newest; a message offers its own step. */
export class UndoState {
  readonly #messages: Messages
  readonly #notices: Notices
  readonly #now: () => number
  #steps = $state.raw<readonly UndoStep[]>([])
  #pushedAt = -Infinity
  #undoing = $state(false)

  constructor(messages: Messages, notices: Notices, now: () => number = () => performance.now()) {
    this.#messages = messages
    this.#notices = notices
    this.#now = now
  }

  /** The step that `undo` would take back; null when there is none. */
  get next(): UndoStep | null {
    return this.#steps.at(-1) ?? null
  }
  /** Changes made while a step is taken back are no new steps. */
  get undoing(): boolean {
    return this.#undoing
  }

  push(step: UndoStep): void {
    const at = this.#now()
    const last = this.next
    const continues =
      step.gesture !== undefined && step.gesture === last?.gesture && at - this.#pushedAt < GESTURE_MS
    this.#pushedAt = at
    if (continues) return
    this.#steps = [...this.#steps.slice(1 - CAPACITY), step]
    if (step.quiet !== true) this.#messages.say(step.title, { title: 'Undo', does: () => this.undo(step) })
  }

  async undo(step: UndoStep | null = this.next): Promise<void> {
    if (step === null || this.#undoing || !this.#steps.includes(step)) return
    this.#undoing = true
    this.#steps = this.#steps.filter((other) => other !== step)
    try {
      await step.undo()
      this.#messages.say(`Undone: ${step.title.charAt(0).toLowerCase()}${step.title.slice(1)}`)
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not undo it')
    } finally {
      this.#undoing = false
    }
  }

  /** Another workspace: what was done in the one before cannot be taken back any more. */
  forget(): void {
    this.#steps = []
  }
}
