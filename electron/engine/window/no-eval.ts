import { z } from 'zod';

// Before any schema is made: the page's policy forbids code made of text, and zod would try whether it may.
z.config({ jitless: true });
