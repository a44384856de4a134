// The bodies are in the runtime.
