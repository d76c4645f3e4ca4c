namespace LLMCourse.Reference.Training;

/// <summary>The type in which a run computes losses and gradients. The weights, their moments and checkpoints are the model's own type in either case.</summary>
public enum TrainingPrecision
{
    /// <summary>The type of the model's weights, float32 unless it was moved to another.</summary>
    Float32,

    /// <summary>
    /// bfloat16, half the memory traffic and many times the speed where the device multiplies in it (NVIDIA since Ampere). A CPU does so
    /// only in software, and is slower than with float32.
    /// </summary>
    BFloat16,
}
