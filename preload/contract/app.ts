import { z } from 'zod'
import { BackendChoice } from './common.ts'

export const BackendStatus = z.object({
  id: z.enum(['tensorflow', 'onnxruntime', 'wasm']),
  available: z.boolean(),
  version: z.string().nullable(),
  /** Why it does not load, and what to do about it. */
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  /** Set by the measuring doctor. */
  tilesPerSecond: z.number().nullable(),
})
export type BackendStatus = z.infer<typeof BackendStatus>

export const AppInfo = z.object({
  version: z.string(),
  /** `electron`: native dialogs. `browser`: the file list of `files.browse`. */
  host: z.enum(['electron', 'browser', 'command-line']),
  platform: z.string(),
  backend: BackendStatus.shape.id.nullable(),
  threads: z.int(),
})
export type AppInfo = z.infer<typeof AppInfo>

export const DoctorCheck = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  message: z.string(),
  remedy: z.string().nullable(),
})
export const DoctorReport = z.object({
  ok: z.boolean(),
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  backends: z.array(BackendStatus),
  checks: z.array(DoctorCheck),
})
export type DoctorReport = z.infer<typeof DoctorReport>

/** Kept per person, not per workspace. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  backend: BackendChoice.default('auto'),
  /** 0: as many as there are physical cores. */
  threads: z.int().min(0).max(256).default(0),
  memoryMegabytes: z.int().min(256).max(65536).default(1024),
  /** Of maps without a sign, and of those where below zero means "against". */
  colormap: z.string().default('viridis'),
  divergingColormap: z.string().default('red-blue'),
  /** How numbers are written, whatever the language of the system. */
  decimalMark: z.enum(['point', 'comma']).default('point'),
  /** Digits after the mark of fractions (accuracy, scores); values of maps get one significant digit more. */
  fractionDigits: z.int().min(2).max(6).default(3),
})
export type Settings = z.infer<typeof Settings>
