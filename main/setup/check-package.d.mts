export function missingNativeFiles(resources: string, platform: string, arch: string): string[]
