import { z } from 'zod';

// The window's content policy forbids code made from text, which zod would otherwise try first.
z.config({ jitless: true });
