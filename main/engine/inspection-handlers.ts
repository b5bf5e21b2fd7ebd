import { ActivationReader } from './activations.ts'
import type { SamplePlaces } from './on-samples.ts'
import type { EngineHandlers } from './serve-calls.ts'
import { SiseStepsReader } from './sise-steps.ts'

/** Calls that look inside of a model. */
export function inspectionHandlers(
  places: SamplePlaces,
): Pick<EngineHandlers, 'layer.activations' | 'sise.steps'> {
  const activations = new ActivationReader()
  const steps = new SiseStepsReader()
  return {
    'layer.activations': (input) =>
      answerAt(places, input, async ({ session, reader }) =>
        activations.read(session, await reader(input.sample), input),
      ),
    'sise.steps': (input, context) =>
      answerAt(places, input, async ({ session, reader }) =>
        steps.read({ session, sample: await reader(input.sample), ...context }, input),
      ),
  }
}

type Place = Parameters<SamplePlaces['at']>[0]
type Use<Result> = (place: Parameters<Parameters<SamplePlaces['at']>[1]>[0]) => Promise<Result>

/** What `use` answers; a place itself only tells its backend. */
async function answerAt<Result>(places: SamplePlaces, place: Place, use: Use<Result>): Promise<Result> {
  const answers: Result[] = []
  await places.at(place, async (opened) => {
    answers.push(await use(opened))
  })
  return answers[0]!
}
