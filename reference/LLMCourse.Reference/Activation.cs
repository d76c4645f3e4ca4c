namespace LLMCourse.Reference;

/// <summary>Names the nonlinearity of the feed-forward layer.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with the exact normal distribution function (Hendrycks and Gimpel 2016,
    /// <see href="https://arxiv.org/abs/1606.08415"/>).</summary>
    Gelu,

    /// <summary>GELU by the tanh approximation, which is what GPT-2 was trained with.</summary>
    GeluTanh,

    /// <summary>max(0, x), as in Vaswani et al. 2017.</summary>
    Relu,

    /// <summary>A gated layer, silu(gate)·up (Shazeer 2020, <see href="https://arxiv.org/abs/2002.05202"/>).</summary>
    SwiGlu,
}
