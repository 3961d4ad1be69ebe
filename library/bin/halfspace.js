#!/usr/bin/env node
// In the repository, npm links this file before anything is built.
import "../dist/command-line/main.js";
