export interface FetchOptions {
  /** Folder of the project. */
  readonly root?: string
  readonly environment?: Record<string, string | undefined>
  readonly platform?: string
  /** Null, or why the host cannot be reached. */
  readonly reach?: (host: string, port: number) => Promise<string | null>
}

export function fetchNativeLibrary(options?: FetchOptions): Promise<{ ok: boolean; message: string }>
