// The theme of the last visit, on pages without the engine; without one they
// follow the device. It runs before there is anything to see.
import { showTheme } from "./settings.js";

showTheme();
