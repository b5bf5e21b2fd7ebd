import type { AppState } from '../../state/app.svelte.ts'
import type { LinkedQuestion } from '../../state/stage-link.ts'

/** Fills the form as a link asks. What the model or the program does not know is left as it is. */
export function takeQuestion({ question, workspace }: AppState, asked: LinkedQuestion): void {
  const method = workspace.methods.find(({ id }) => id === asked.method)
  if (method !== undefined) question.chooseMethod(method)
  const known = (index: number) => index < (workspace.model?.classCount ?? 0)
  const { target, versus } = asked
  if (target !== null && (target.kind !== 'class' || known(target.index))) question.target = target
  if (target !== null || versus !== null) question.versus = versus !== null && known(versus) ? versus : null
}
