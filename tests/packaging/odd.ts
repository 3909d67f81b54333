/** A folder's name with all that has ever broken a launcher in it. */
export const ODD = "für it's ä#b 100%20";
