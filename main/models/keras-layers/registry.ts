import { activationLayers } from './activation-layers.ts'
import { applyActivation } from './activations.ts'
import { arrangementLayers } from './arrangement.ts'
import { convolutionLayers } from './convolution.ts'
import { onlyInput } from './layer.ts'
import type { LayerBuilder, LayerTable } from './layer.ts'
import { mergingLayers } from './merging.ts'
import { normalizationLayers } from './normalization.ts'
import { poolingLayers } from './pooling.ts'

/** Layers that do something in training only. */
const identity: LayerBuilder = (call) => onlyInput(call)

const activation: LayerBuilder = (call) =>
  applyActivation(call, onlyInput(call), call.config.raw('activation'))

/** Every layer class that can be read. A class is added by a line here or in the table of its group. */
export const kerasLayers: LayerTable = {
  ...convolutionLayers,
  ...activationLayers,
  ...poolingLayers,
  ...arrangementLayers,
  ...mergingLayers,
  ...normalizationLayers,
  Activation: activation,
  Dropout: identity,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  AlphaDropout: identity,
  GaussianDropout: identity,
  GaussianNoise: identity,
  ActivityRegularization: identity,
  RandomFlip: identity,
  RandomRotation: identity,
  RandomZoom: identity,
  RandomTranslation: identity,
  RandomContrast: identity,
}
