namespace LLMCourse.M04;

public sealed partial class Var
{
    /// <summary>Adds place by place, after broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    [Exercise("M04.E1")]
    public static Var operator +(Var left, Var right)
    {
        // TODO M04.E1: return the sum; each input gets a gradient of its own shape.
        throw new NotImplementedException("M04.E1: return the sum; each input gets a gradient of its own shape.");
    }

    /// <summary>Subtracts place by place, after broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    [Exercise("M04.E1")]
    public static Var operator -(Var left, Var right)
    {
        // TODO M04.E1: return the difference.
        throw new NotImplementedException("M04.E1: return the difference.");
    }

    /// <summary>Negates every number.</summary>
    [Exercise("M04.E1")]
    public static Var operator -(Var value)
    {
        // TODO M04.E1: return the negative.
        throw new NotImplementedException("M04.E1: return the negative.");
    }

    /// <summary>Multiplies place by place, after broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    [Exercise("M04.E1")]
    public static Var operator *(Var left, Var right)
    {
        // TODO M04.E1: return the product.
        throw new NotImplementedException("M04.E1: return the product.");
    }

    /// <summary>Divides place by place, after broadcasting.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    [Exercise("M04.E1")]
    public static Var operator /(Var left, Var right)
    {
        // TODO M04.E1: return the quotient.
        throw new NotImplementedException("M04.E1: return the quotient.");
    }

    /// <summary>Raises every number to a constant power; the derivative is 0 where the exponent is.</summary>
    /// <param name="exponent">The exponent.</param>
    [Exercise("M04.E1")]
    public Var Pow(double exponent)
    {
        // TODO M04.E1: return every number to the power of the exponent.
        throw new NotImplementedException("M04.E1: return every number to the power of the exponent.");
    }

    /// <summary>Takes e to the power of every number.</summary>
    [Exercise("M04.E1")]
    public Var Exp()
    {
        // TODO M04.E1: return the exponentials.
        throw new NotImplementedException("M04.E1: return the exponentials.");
    }

    /// <summary>Takes the natural logarithm of every number.</summary>
    [Exercise("M04.E1")]
    public Var Log()
    {
        // TODO M04.E1: return the logarithms.
        throw new NotImplementedException("M04.E1: return the logarithms.");
    }

    /// <summary>Takes the larger of each number and 0; the derivative at 0 is 0.</summary>
    [Exercise("M04.E1")]
    public Var Relu()
    {
        // TODO M04.E1: return max(0, x) of every number.
        throw new NotImplementedException("M04.E1: return max(0, x) of every number.");
    }

    /// <summary>Adds up along one axis, or altogether.</summary>
    /// <param name="axis">The axis, from −rank (the first) to rank − 1 (the last); null, the default, for the sum of everything.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1; the default is false. A sum of everything keeps all axes then.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    [Exercise("M04.E1")]
    public Var Sum(int? axis = null, bool keepDims = false)
    {
        // TODO M04.E1: return the sums; their gradient goes to every number that was added.
        throw new NotImplementedException("M04.E1: return the sums; their gradient goes to every number that was added.");
    }

    /// <summary>Multiplies matrices.</summary>
    /// <param name="other">float64 <c>[K, N]</c>, where this is <c>[M, K]</c>.</param>
    /// <returns><c>[M, N]</c>.</returns>
    /// <exception cref="ArgumentException">One of them is no matrix, or they do not fit.</exception>
    [Exercise("M04.E1")]
    public Var MatMul(Var other)
    {
        // TODO M04.E1: return the matrix product; the gradients are G·Bᵀ and Aᵀ·G.
        throw new NotImplementedException("M04.E1: return the matrix product; the gradients are G·Bᵀ and Aᵀ·G.");
    }
}
