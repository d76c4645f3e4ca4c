namespace LLMCourse.Reference.Checkpoints;

/// <summary>Names a family of checkpoints, which decides the names and the layout of its tensors.</summary>
public enum CheckpointArchitecture
{
    /// <summary>GPT-2: learned positions, layer norms, GELU; the weights of linear layers are stored as <c>[in, out]</c>.</summary>
    Gpt2,

    /// <summary>LLaMA and what is built as it is (Mistral without a sliding window): rotary positions, RMSNorm,
    /// SwiGLU, shared key and value heads.</summary>
    Llama,
}
