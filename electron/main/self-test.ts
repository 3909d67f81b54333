export async function runSelfTest(dir: string): Promise<void> {
  throw new Error(`no self-test for ${dir} yet`);
}
