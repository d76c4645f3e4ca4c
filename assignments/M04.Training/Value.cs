namespace LLMCourse.M04;

/// <summary>A number that remembers what it was computed from, so that its derivatives can be had.</summary>
/// <remarks>
/// Reverse-mode automatic differentiation: Baydin et al. 2018, §3.2 (<see href="https://arxiv.org/abs/1502.05767"/>). A value that is made by
/// <see cref="Value(double, bool)"/> is a leaf; a value that an operation returns is an interior one. An operation whose inputs need no
/// gradient returns a value that needs none and remembers nothing.
/// </remarks>
public sealed class Value
{
    /// <summary>Makes a leaf.</summary>
    /// <param name="data">The number.</param>
    /// <param name="requiresGrad">Whether derivatives by it are wanted; false for a constant. The default is true.</param>
    public Value(double data, bool requiresGrad = true) => (Data, RequiresGrad) = (data, requiresGrad);

    /// <summary>Gets the number.</summary>
    public double Data { get; }

    /// <summary>Gets whether derivatives by this value are wanted: by a leaf as it was made, by an interior value when any of its inputs is.</summary>
    public bool RequiresGrad { get; }

    /// <summary>
    /// Gets the derivative: for a leaf the sum over all calls of <see cref="Backward"/> since <see cref="ZeroGrad"/>, for an interior value that of
    /// the last call that reached it. It is 0 at first.
    /// </summary>
    public double Grad { get; private set; }

    /// <summary>Makes a constant, so that <c>2 * x</c> can be written.</summary>
    public static implicit operator Value(double constant) => new(constant, requiresGrad: false);

    /// <summary>Adds: the derivative is 1 by either.</summary>
    [Exercise("M04.E1")]
    public static Value operator +(Value left, Value right)
    {
        // TODO M04.E1: return the sum, which remembers both inputs and the derivative by each.
        throw new NotImplementedException("M04.E1: return the sum, which remembers both inputs and the derivative by each.");
    }

    /// <summary>Subtracts.</summary>
    [Exercise("M04.E1")]
    public static Value operator -(Value left, Value right)
    {
        // TODO M04.E1: as the sum, with the right signs.
        throw new NotImplementedException("M04.E1: as the sum, with the right signs.");
    }

    /// <summary>Negates.</summary>
    [Exercise("M04.E1")]
    public static Value operator -(Value value)
    {
        // TODO M04.E1: return the negative.
        throw new NotImplementedException("M04.E1: return the negative.");
    }

    /// <summary>Multiplies: the derivative by each factor is the other one.</summary>
    [Exercise("M04.E1")]
    public static Value operator *(Value left, Value right)
    {
        // TODO M04.E1: return the product; x * x has the same input twice, and both count.
        throw new NotImplementedException("M04.E1: return the product; x * x has the same input twice, and both count.");
    }

    /// <summary>Divides: the derivatives are 1/right and −left/right².</summary>
    [Exercise("M04.E1")]
    public static Value operator /(Value left, Value right)
    {
        // TODO M04.E1: return the quotient.
        throw new NotImplementedException("M04.E1: return the quotient.");
    }

    /// <summary>Raises to a constant power: the derivative is n·xⁿ⁻¹, and 0 where n is 0.</summary>
    /// <param name="exponent">The exponent n.</param>
    [Exercise("M04.E1")]
    public Value Pow(double exponent)
    {
        // TODO M04.E1: return this to the power of the exponent.
        throw new NotImplementedException("M04.E1: return this to the power of the exponent.");
    }

    /// <summary>Takes e to the power of this: its own derivative.</summary>
    [Exercise("M04.E1")]
    public Value Exp()
    {
        // TODO M04.E1: return the exponential.
        throw new NotImplementedException("M04.E1: return the exponential.");
    }

    /// <summary>Takes the natural logarithm: the derivative is 1/x. As in <see cref="Math.Log(double)"/>, that of 0 is −∞ and below it is NaN.</summary>
    [Exercise("M04.E1")]
    public Value Log()
    {
        // TODO M04.E1: return the logarithm.
        throw new NotImplementedException("M04.E1: return the logarithm.");
    }

    /// <summary>Takes the larger of this and 0: the derivative is 1 above 0, else 0, at 0 too.</summary>
    [Exercise("M04.E1")]
    public Value Relu()
    {
        // TODO M04.E1: return max(0, x).
        throw new NotImplementedException("M04.E1: return max(0, x).");
    }

    /// <summary>Makes a constant of the same number: no derivative passes through it.</summary>
    [Exercise("M04.E1")]
    public Value Detach()
    {
        // TODO M04.E1: return a value that needs no gradient and remembers nothing.
        throw new NotImplementedException("M04.E1: return a value that needs no gradient and remembers nothing.");
    }

    /// <summary>Computes the derivative of this value by everything that it was computed from, and by itself (1).</summary>
    /// <remarks>Adds to <see cref="Grad"/> of leaves, so that a second call doubles them; interior values are set anew each time.</remarks>
    /// <exception cref="InvalidOperationException">This value needs no gradient.</exception>
    [Exercise("M04.E1")]
    public void Backward()
    {
        // TODO M04.E1: clear the interior values, then go from this value towards the leaves, each node after all that use it,
        // and hand its derivative times the local one on to every input.
        throw new NotImplementedException("M04.E1: clear the interior values, then go from this value towards the leaves, each node after all that use it, and hand its derivative times the local one on to every input.");
    }

    /// <summary>Sets the derivative to 0, as one does between two steps of training.</summary>
    public void ZeroGrad() => Grad = 0;
}
