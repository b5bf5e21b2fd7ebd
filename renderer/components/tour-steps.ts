import type { Screen } from '../state/route.ts'

export interface TourStep {
  readonly screen: Screen
  /** Value of `data-tour` on what the step talks about. */
  readonly target: string
  readonly title: string
  readonly text: string
}

/** The way through: what is in a workspace, what went wrong, why, how well, and how to do it with one's own. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    screen: 'start',
    target: 'workspace',
    title: 'A workspace is one file',
    text: 'It keeps datasets, models, predictions and maps, on this machine only. What the built-in sample holds was made by a generator, to try things on: it is not for diagnosis.',
  },
  {
    screen: 'tiles',
    target: 'tiles',
    title: 'Every tile with its prediction',
    text: 'Under each: the class that the network took it for, and how sure it was. Red ones are wrong. Arrow keys move, Enter opens.',
  },
  {
    screen: 'tiles',
    target: 'outcome',
    title: 'Look at the wrong ones',
    text: '“Wrong” leaves only what the network mistook. The boxes on the left filter by class, the matrix on the right by one mistake.',
  },
  {
    screen: 'inspect',
    target: 'map',
    title: 'The map, and what its colours mean',
    text: 'Where the network looked. The bar below has the raw values at its ends, and in words what each end means. The cross-hair reads the value under it.',
  },
  {
    screen: 'inspect',
    target: 'explain',
    title: 'Ask another question',
    text: 'Choose the class, “and not” another one, the method and its parameters; then Explain. Every map is stored with all that decided it.',
  },
  {
    screen: 'evaluation',
    target: 'rail',
    title: 'How well, and with your own',
    text: 'Evaluation has the network’s figures; Runs make maps of a whole dataset and score how faithful they are. For your own tiles and model: Start, New workspace, then add a folder with one sub-folder per class and a Keras .h5 file.',
  },
]
