import { WorkbenchError } from '#contract/errors.ts'
import type { Method } from './method.ts'
import { ablationCam } from './methods/ablation-cam.ts'
import { adaSise } from './methods/ada-sise.ts'
import { cam } from './methods/cam.ts'
import { deepShap } from './methods/deep-shap.ts'
import { edge } from './methods/edge.ts'
import { extremalPerturbation } from './methods/extremal-perturbation.ts'
import { fullGrad } from './methods/full-grad.ts'
import { gradCamPlusPlus } from './methods/grad-cam-plus-plus.ts'
import { gradCam } from './methods/grad-cam.ts'
import { gradientShap } from './methods/gradient-shap.ts'
import { guidedBackprop } from './methods/guided-backprop.ts'
import { hiresCam } from './methods/hires-cam.ts'
import { inputXGradient } from './methods/input-x-gradient.ts'
import { integratedGradients } from './methods/integrated-gradients.ts'
import { kernelShap } from './methods/kernel-shap.ts'
import { layerCam } from './methods/layer-cam.ts'
import { lime } from './methods/lime.ts'
import { lrp } from './methods/lrp.ts'
import { occlusion } from './methods/occlusion.ts'
import { partitionShap } from './methods/partition-shap.ts'
import { random } from './methods/random.ts'
import { rise } from './methods/rise.ts'
import { saliency } from './methods/saliency.ts'
import { scoreCam } from './methods/score-cam.ts'
import { sise } from './methods/sise.ts'
import { smoothGrad } from './methods/smooth-grad.ts'
import { xgradCam } from './methods/xgrad-cam.ts'

/** Every method, in the order in which they are offered. The window, the command line and the tests read this list. */
export const methods = [
  sise,
  adaSise,
  gradientShap,
  deepShap,
  kernelShap,
  partitionShap,
  lime,
  rise,
  occlusion,
  extremalPerturbation,
  saliency,
  inputXGradient,
  integratedGradients,
  smoothGrad,
  guidedBackprop,
  fullGrad,
  lrp,
  cam,
  gradCam,
  gradCamPlusPlus,
  scoreCam,
  ablationCam,
  layerCam,
  xgradCam,
  hiresCam,
  random,
  edge,
] as const satisfies readonly Method[]

/**
 * @throws WorkbenchError `unknown_method` naming those that there are
 */
export function findMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id)
  if (method === undefined) {
    throw new WorkbenchError(
      'unknown_method',
      `unknown method: ${id} (must be one of ${methods.map((known) => known.id).join(', ')})`,
    )
  }
  return method
}
