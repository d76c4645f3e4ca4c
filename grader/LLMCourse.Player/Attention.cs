namespace LLMCourse.Player;

/// <summary>Stands where a part calls <see cref="Reference.Attention"/>, and calls the student's M02.E2 and M02.E3 or that.</summary>
public static class Attention
{
    /// <inheritdoc cref="Reference.Attention.ScaledDotProduct"/>
    public static Tensor ScaledDotProduct(Tensor q, Tensor k, Tensor v, Tensor? mask = null) => Parts.IsOwn("M02.E2")
        ? Parts.Run("M02.E2", inputs => M02.Attention.Attend(inputs[0], inputs[1], inputs[2], mask), q, k, v)
        : Reference.Attention.ScaledDotProduct(q, k, v, mask);

    /// <inheritdoc cref="Reference.Attention.CausalMask"/>
    public static Tensor CausalMask(long length, Device? device = null) => Parts.IsOwn("M02.E3")
        ? Parts.Of("M02.E3", () => M02.Masks.Causal(length))
        : Reference.Attention.CausalMask(length, device);
}
