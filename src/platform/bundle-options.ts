/** How esbuild bundles the program, be it to keep it or to publish it; packages stay where they are installed. */
export const bundleOptions = { bundle: true, platform: 'node', target: 'esnext', packages: 'external' } as const
