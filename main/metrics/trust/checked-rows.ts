import type { TrustCheck, TrustRow } from '#contract/trust.ts'
import { THRESHOLDS } from './thresholds.ts'
import { verdictAgainstRandom, verdictBelow, type RandomSpread } from './verdicts.ts'

/** What a check found, figure by figure; absent or null where a figure is undefined. */
export interface CheckValues {
  readonly values: Readonly<Record<string, number | null>>
  /** Why one is undefined, in words. */
  readonly reason: string | null
}

/** Classes on the card. */
export interface RowClasses {
  readonly target: number
  /** null where there is no other class. */
  readonly runnerUp: number | null
}

type Found = CheckValues | undefined
type Judged = Pick<TrustRow, 'verdict' | 'value' | 'figure' | 'note'>
type Words = Pick<TrustRow, 'id' | 'title' | 'meaning' | 'rule' | 'source'>

/** Rows of the checks in the order of the card; `unchecked` where a check has not been made. */
export function checkedRows(
  found: Partial<Record<TrustCheck, CheckValues>>,
  classes: RowClasses,
): TrustRow[] {
  return [
    row('kept-confidence', WORDS.kept, keptConfidence(found['kept-confidence']), classes.target),
    row('removal-order', WORDS.deletion, area(found['removal-order'], 'deletion')),
    row('removal-order', WORDS.insertion, area(found['removal-order'], 'insertion')),
    row('runner-up', WORDS.runnerUp, runnerUp(found['runner-up']), classes.runnerUp),
    row('randomised-model', WORDS.lastLayer, shuffled(found['randomised-model'], 'lastLayer')),
    row('randomised-model', WORDS.everyLayer, shuffled(found['randomised-model'], 'everyLayer')),
  ]
}

function row(check: TrustCheck, words: Words, judged: Judged, classIndex: number | null = null): TrustRow {
  return { ...words, ...judged, check, classIndex }
}

const AGAINST_RANDOM =
  'passes beyond the marks between which 80 % of random orders lie, fails beyond them on the wrong side, warns between them or within 0.01 of their mean'

const WORDS = {
  kept: {
    id: 'kept-confidence',
    title: 'Confidence kept by the top 90 %',
    meaning:
      'The lowest tenth of the map is blacked out: the share of its probability that {class} loses, against a random tenth.',
    rule: AGAINST_RANDOM,
    source:
      'Average drop of Chattopadhay et al. 2018 (arXiv:1710.11063) at 90 %, as the 2021 study scored tiles; random order is the floor.',
  },
  deletion: {
    id: 'deletion-gap',
    title: 'Its top pixels matter',
    meaning:
      'Pixels are blacked out from the highest of the map down: the area under the class’s probability, against the same in random order. The gap is random less map; above 0 is good. Black specks are unlike tissue, so that random order can do more harm than any region.',
    rule: AGAINST_RANDOM,
    source: THRESHOLDS.gap.source,
  },
  insertion: {
    id: 'insertion-gap',
    title: 'Its top pixels suffice',
    meaning:
      'Pixels are put into the blurred sample from the highest of the map down: the area under the class’s probability, against the same in random order. The gap is map less random; above 0 is good.',
    rule: AGAINST_RANDOM,
    source: THRESHOLDS.gap.source,
  },
  runnerUp: {
    id: 'runner-up',
    title: 'Differs from the runner-up’s map',
    meaning:
      'Spearman’s correlation with the map of the most probable other class. Two maps that are alike do not say what speaks for the class; below 0 they speak against each other.',
    rule: `passes below ${THRESHOLDS.runnerUp.pass}, fails from ${THRESHOLDS.runnerUp.warn}`,
    source: THRESHOLDS.runnerUp.source,
  },
  lastLayer: {
    id: 'last-layer',
    title: 'Changes when the last layer is shuffled',
    meaning:
      'Spearman’s correlation of magnitudes with the map of the same model, the weights of its last layer shuffled. A map that stays as it was does not depend on what that layer has learnt.',
    rule: `passes below ${THRESHOLDS.lastLayer.pass}, fails from ${THRESHOLDS.lastLayer.warn}`,
    source: THRESHOLDS.lastLayer.source,
  },
  everyLayer: {
    id: 'every-layer',
    title: 'Changes when every layer is shuffled',
    meaning:
      'The same with the weights of all layers shuffled: what is still alike comes from the picture and the method, not from the model.',
    rule: `passes below ${THRESHOLDS.everyLayer.pass}, fails from ${THRESHOLDS.everyLayer.warn}`,
    source: THRESHOLDS.everyLayer.source,
  },
} as const satisfies Record<string, Words>

function keptConfidence(found: Found): Judged {
  const drop = found?.values['drop'] ?? null
  const random = spread(found, 'random')
  if (found === undefined || drop === null || random === null) return missing(found)
  return {
    verdict: verdictAgainstRandom(drop, random, 'lower'),
    value: drop,
    figure: `drop ${drop.toFixed(2)}`,
    note: `random order: ${rangeText(random)}`,
  }
}

function area(found: Found, kind: 'deletion' | 'insertion'): Judged {
  const own = found?.values[`${kind}Auc`] ?? null
  const random = spread(found, kind === 'deletion' ? 'randomDeletion' : 'randomInsertion')
  if (found === undefined || own === null || random === null) return missing(found)
  const gap = kind === 'deletion' ? random.mean - own : own - random.mean
  return {
    verdict: verdictAgainstRandom(own, random, kind === 'deletion' ? 'lower' : 'higher'),
    value: gap,
    figure: `gap ${signed(gap)}`,
    note: `${kind} area ${own.toFixed(3)}, random order: ${rangeText(random, 3)}`,
  }
}

function runnerUp(found: Found): Judged {
  const value = found?.values['spearman'] ?? null
  if (value === null) return missing(found)
  return {
    verdict: verdictBelow(value, THRESHOLDS.runnerUp),
    value,
    figure: `ρ ${signed(value)}`,
    note: `Spearman with {class}; below ${THRESHOLDS.runnerUp.pass} passes`,
  }
}

function shuffled(found: Found, layers: 'lastLayer' | 'everyLayer'): Judged {
  const value = found?.values[layers] ?? null
  if (value === null) return missing(found)
  return {
    verdict: verdictBelow(value, THRESHOLDS[layers]),
    value,
    figure: `ρ ${signed(value)}`,
    note: `${layers === 'lastLayer' ? 'last layer' : 'all layers'} shuffled; below ${THRESHOLDS[layers].pass} passes`,
  }
}

function missing(found: Found): Judged {
  if (found === undefined) return { verdict: 'unchecked', value: null, figure: null, note: 'not checked yet' }
  return { verdict: 'undefined', value: null, figure: null, note: found.reason ?? 'undefined for this map' }
}

/** `<name>Mean`, `<name>Low` and `<name>High` of the random orders. */
function spread(found: Found, name: string): RandomSpread | null {
  const [mean, low, high] = ['Mean', 'Low', 'High'].map((part) => found?.values[`${name}${part}`] ?? null)
  return mean == null || low == null || high == null ? null : { mean, low, high }
}

function rangeText({ mean, low, high }: RandomSpread, digits = 2): string {
  return `${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2)
  return value < 0 && text !== '0.00' ? `−${text}` : text
}
