/** Said of a file or folder whose name no text can hold. */
export const INVALID_NAME = 'its name is not valid text';

/** Whether bytes of a name were no text: nothing is found under what was made of them. */
export const isInvalidName = (path: string): boolean => path.includes('\uFFFD');
