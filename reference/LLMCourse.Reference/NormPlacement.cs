namespace LLMCourse.Reference;

/// <summary>Says where a block normalises.</summary>
public enum NormPlacement
{
    /// <summary>x + f(norm(x)), with one more norm before the head, as GPT-2 does; trains without warm-up.</summary>
    Pre,

    /// <summary>norm(x + f(x)), as Vaswani et al. 2017; the last block's norm is the last one, so that there is no <c>ln_f</c>.</summary>
    Post,
}
