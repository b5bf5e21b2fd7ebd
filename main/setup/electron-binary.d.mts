export function electronBinary(root: string, environment?: NodeJS.ProcessEnv): string | null
export function missingDisplay(platform?: NodeJS.Platform, environment?: NodeJS.ProcessEnv): string | null
