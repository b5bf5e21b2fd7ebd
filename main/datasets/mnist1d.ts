import { gaussianFilter1d } from '../kernels/gaussian-filter.ts'
import { linspace, resampleLinear } from '../kernels/interpolate.ts'
import { createNumpyLegacyRandom, type NumpyLegacyRandom } from '../kernels/numpy-legacy-random.ts'
import { digitTemplates } from './mnist1d-templates.ts'

export const MNIST1D_LENGTH = 40
const MNIST1D_SEED = 42

/** The arguments of the published data set. */
const SAMPLES = 5000
const TRAIN_FRACTION = 0.8
const PADDING = { low: 36, high: 60 }
const STRETCHED_LENGTH = 72
const SCALE = 0.4
const TRANSLATION = 48
const CORRELATED_NOISE = { scale: 0.25, sigma: 2 }
const WHITE_NOISE = 2e-2
const SHEAR = 0.75

export interface Mnist1dSplit {
  readonly count: number
  /** [count, 40] row-major. */
  readonly signals: Float64Array
  readonly labels: Int32Array
}

/** A digit's template on the axis of a signal: x in samples from the signal's start, y in units of the signals. */
export interface SignalTemplate {
  readonly label: number
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface Mnist1d {
  readonly train: Mnist1dSplit
  readonly test: Mnist1dSplit
  readonly templates: readonly SignalTemplate[]
}

/**
 * The MNIST-1D data set (Greydanus 2020, arXiv:2011.14439): 4000 training and 1000 test signals of 40 samples, mean 0
 * and deviation 1 over all. Seed 42 gives the published set; every draw is in the order of the reference implementation.
 * @throws WorkbenchError `invalid_param` for a seed that is not an integer in [0, 2^32)
 */
export function generateMnist1d(seed: number = MNIST1D_SEED): Mnist1d {
  const random = createNumpyLegacyRandom(seed)
  const templates = digitTemplates()
  const perClass = SAMPLES / templates.length
  const drawn = templates.flatMap((template) =>
    Array.from({ length: perClass }, () => drawSignal(template, random)),
  )
  const order = random.permutation(SAMPLES)
  const signals = new Float64Array(SAMPLES * MNIST1D_LENGTH)
  order.forEach((source, target) => signals.set(drawn[source]!, target * MNIST1D_LENGTH))
  const { mean, deviation } = standardise(signals)
  const labels = order.map((source) => Math.floor(source / perClass))
  const split = SAMPLES * TRAIN_FRACTION
  return {
    train: splitOf(signals, labels, 0, split),
    test: splitOf(signals, labels, split, SAMPLES),
    templates: templates.map((template, label) => drawableTemplate(template, label, mean, deviation)),
  }
}

function splitOf(signals: Float64Array, labels: Int32Array, start: number, end: number): Mnist1dSplit {
  return {
    count: end - start,
    signals: signals.slice(start * MNIST1D_LENGTH, end * MNIST1D_LENGTH),
    labels: labels.slice(start, end),
  }
}

function drawSignal(template: Float64Array, random: NumpyLegacyRandom): Float64Array {
  const padding = PADDING.low + Math.floor(random.randomSample() * (PADDING.high - PADDING.low + 1))
  const padded = new Float64Array(template.length + padding)
  // A little above zero, so that only the padding counts as empty below.
  for (let index = 0; index < template.length; index++) padded[index] = template[index]! + 1e-8
  const stretched = resampleLinear(padded, STRETCHED_LENGTH)
  const factor = 1 + SCALE * (random.randomSample() - 0.5)
  const rolled = roll(
    stretched.map((value) => value * factor),
    random.choice(TRANSLATION),
  )
  const rough = roughen(rolled, random)
  const slope = SHEAR * (random.randomSample() - 0.5)
  const tilt = linspace(-0.5, 0.5, STRETCHED_LENGTH)
  return resampleLinear(
    rough.map((value, index) => value - slope * tilt[index]!),
    MNIST1D_LENGTH,
  )
}

/** Correlated noise where the signal is zero, then white noise everywhere. */
function roughen(signal: Float64Array, random: NumpyLegacyRandom): Float64Array {
  const coarse = random.randnArray(signal.length).map((value) => CORRELATED_NOISE.scale * value)
  const correlated = gaussianFilter1d(coarse, CORRELATED_NOISE.sigma)
  const white = random.randnArray(signal.length)
  return signal.map(
    (value, index) => (value === 0 ? correlated[index]! : value) + WHITE_NOISE * white[index]!,
  )
}

function roll(signal: Float64Array, shift: number): Float64Array {
  const { length } = signal
  return signal.map((_, index) => signal[(index - shift + length) % length]!)
}

/** Mean 0 and deviation 1 over all values, in place; returns what they were. */
function standardise(values: Float64Array): { mean: number; deviation: number } {
  const mean = pairwiseSum(values) / values.length
  const deviation = Math.sqrt(pairwiseSum(values.map((value) => (value - mean) ** 2)) / values.length)
  for (let index = 0; index < values.length; index++) values[index] = (values[index]! - mean) / deviation
  return { mean, deviation }
}

/** Sums by halves, as NumPy does, so that rounding stays at the last bits. */
function pairwiseSum(values: Float64Array): number {
  if (values.length <= 128) return values.reduce((sum, value) => sum + value, 0)
  const middle = values.length >> 1
  return pairwiseSum(values.subarray(0, middle)) + pairwiseSum(values.subarray(middle))
}

/** At the mean width that the random padding gives, without noise, tilt or shift, in units of the signals. */
function drawableTemplate(
  template: Float64Array,
  label: number,
  mean: number,
  deviation: number,
): SignalTemplate {
  const padding = (PADDING.low + PADDING.high) / 2
  const step = (MNIST1D_LENGTH - 1) / (template.length + padding - 1)
  return {
    label,
    x: Array.from(template, (_, index) => index * step),
    y: Array.from(template, (value) => (value - mean) / deviation),
  }
}
