using System.Text;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

/// <summary>Adam with decoupled weight decay.</summary>
/// <remarks>
/// <para>Loshchilov and Hutter 2019, algorithm 2 (<see href="https://arxiv.org/abs/1711.05101"/>); Kingma and Ba 2015, algorithm 1
/// (<see href="https://arxiv.org/abs/1412.6980"/>). For step t of a parameter θ with gradient g:</para>
/// <para>θ ← θ·(1 − η·λ); m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; θ ← θ − η·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε).</para>
/// <para>Differs: the decay is multiplied by the learning rate η, as in every library.</para>
/// </remarks>
public sealed class AdamW : IOptimizer
{
    /// <summary>Creates the optimizer. It lives on its own: dispose scopes do not end it.</summary>
    /// <param name="parameters">The parameters, each once, at least one; changed in place by <see cref="Step"/>.</param>
    /// <param name="learningRate">η, at least 0 and finite. The default is 1e-3.</param>
    /// <param name="beta1">β₁, from 0 to below 1. The default is 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. The default is 0.999; language models often take 0.95.</param>
    /// <param name="epsilon">ε, at least 0. The default is 1e-8.</param>
    /// <param name="weightDecay">λ, at least 0. The default is 0.01.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is given twice, or a number is out of its range.</exception>
    [Exercise("M04.E4", Title = "AdamW, and SGD with momentum", Weight = 2)]
    public AdamW(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
    {
        // TODO M04.E4: check the arguments, and make two tensors of zeros for each parameter that live on their own.
        throw new NotImplementedException("M04.E4: check the arguments, and make two tensors of zeros for each parameter that live on their own.");
    }

    /// <inheritdoc/>
    public double LearningRate { get; set; }

    /// <summary>Moves every parameter that needs a gradient and has one, in place; each counts its own steps. The others stay as they are, without decay.</summary>
    [Exercise("M04.E4")]
    public void Step()
    {
        // TODO M04.E4: for each parameter with a gradient: decay, both moments, bias correction, move; all of it without recording a graph.
        throw new NotImplementedException("M04.E4: for each parameter with a gradient: decay, both moments, bias correction, move; all of it without recording a graph.");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void ZeroGrad()
    {
        // TODO M04.E4: set the gradient of every parameter to null.
        throw new NotImplementedException("M04.E4: set the gradient of every parameter to null.");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void SaveState(Stream stream)
    {
        // TODO M04.E4: write what tells this state from others, and for each parameter the steps and both moments (TensorStream.Write).
        throw new NotImplementedException("M04.E4: write what tells this state from others, and for each parameter the steps and both moments (TensorStream.Write).");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void LoadState(Stream stream)
    {
        // TODO M04.E4: read everything (TensorStream.Read), and only then change anything.
        throw new NotImplementedException("M04.E4: read everything (TensorStream.Read), and only then change anything.");
    }

    /// <summary>Frees the moments; the parameters stay.</summary>
    [Exercise("M04.E4")]
    public void Dispose()
    {
        // TODO M04.E4: dispose of the tensors that this object has made.
        throw new NotImplementedException("M04.E4: dispose of the tensors that this object has made.");
    }
}
