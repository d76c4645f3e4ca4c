using LLMCourse.Reference.Storage;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>The updates that <see cref="Lora.Inject"/> put on a model. Several adapters on one model add up.</summary>
public sealed class LoraAdapter : IDisposable
{

    /// <summary>Gets how the adapter was made.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public LoraOptions Options
    {
        get
        {
            // TODO M09.E2: the options that Inject was given, or that Load has read.
            throw new NotImplementedException("M09.E2: the options that Inject was given, or that Load has read.");
        }
    }

    /// <summary>Gets the updates with the names of their layers, in the order of the model's <c>named_modules()</c>.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public IReadOnlyList<(string Name, LoraLayer Layer)> Layers
    {
        get
        {
            // TODO M09.E2: one update for each layer whose name matches.
            throw new NotImplementedException("M09.E2: one update for each layer whose name matches.");
        }
    }

    /// <summary>Gets how many numbers are trained: Σ r·(in + out).</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public long ParameterCount
    {
        get
        {
            // TODO M09.E2: count the numbers in A and B of every layer.
            throw new NotImplementedException("M09.E2: count the numbers in A and B of every layer.");
        }
    }

    /// <summary>Gets or sets whether the model's outputs have the updates in them; true at first. Switching is how one model serves requests
    /// for several adapters. An adapter that is not active adds nothing, to the bit, and gets no gradients.</summary>
    /// <exception cref="InvalidOperationException">It is set to false while the adapter is merged.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public bool IsActive
    {
        get
        {
            // TODO M09.E2: whether the updates are added.
            throw new NotImplementedException("M09.E2: whether the updates are added.");
        }

        set
        {
            // TODO M09.E2: remember it for the hooks; what is in the weights cannot be switched off.
            throw new NotImplementedException("M09.E2: remember it for the hooks; what is in the weights cannot be switched off.");
        }
    }

    /// <summary>Gets whether the updates are in the model's weights.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public bool IsMerged
    {
        get
        {
            // TODO M09.E2: whether Merge was called, and Unmerge not since.
            throw new NotImplementedException("M09.E2: whether Merge was called, and Unmerge not since.");
        }
    }

    /// <summary>Lists what an optimizer trains.</summary>
    /// <returns>A and then B of each layer, in the order of <see cref="Layers"/>; they stay the adapter's.</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public IReadOnlyList<Parameter> Parameters()
    {
        // TODO M09.E2: A and B of each layer.
        throw new NotImplementedException("M09.E2: A and B of each layer.");
    }

    /// <summary>Adds the updates to the model's weights, so that a call costs what it did without them. Merging what is merged does nothing.</summary>
    /// <remarks>A copy of the weights is kept: subtracting what was added would leave the rounding behind.</remarks>
    /// <exception cref="InvalidOperationException">The adapter is not active, or another one is merged into one of the same layers: whichever
    /// of the two was taken out first would take the other out with it. Nothing has changed.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Merge()
    {
        // TODO M09.E2: keep each weight as it is, and add its update to it in place.
        throw new NotImplementedException("M09.E2: keep each weight as it is, and add its update to it in place.");
    }

    /// <summary>Gives the model the weights back that it had before <see cref="Merge"/>, bit for bit. Where nothing is merged, does nothing.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Unmerge()
    {
        // TODO M09.E2: copy the kept weights back, in place, and free the copies.
        throw new NotImplementedException("M09.E2: copy the kept weights back, in place, and free the copies.");
    }

    /// <summary>Writes the adapter, without the model, as the PEFT library does: <c>adapter_config.json</c> as
    /// <see cref="LoraConfig.ToJson"/> writes it, and <c>adapter_model.safetensors</c> with <c>base_model.model.{name}.lora_A.weight</c> and
    /// <c>….lora_B.weight</c> for each layer. The latter's metadata has <c>format</c>: <c>pt</c> and <c>base_model_sha256</c>:
    /// <see cref="Lora.BaseHash"/>.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <exception cref="InvalidOperationException">The adapter is merged: the model's weights are not those that it belongs to.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Save(string folder)
    {
        // TODO M09.E2: fill an AdapterFolder and have it written.
        throw new NotImplementedException("M09.E2: fill an AdapterFolder and have it written.");
    }

    /// <summary>Puts a saved adapter on a model, as <see cref="Lora.Inject"/> does.</summary>
    /// <param name="model">The model that it was trained on.</param>
    /// <param name="folder">The folder, from <see cref="Save"/> or from PEFT.</param>
    /// <returns>The adapter, active, which the caller disposes before the model.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, the configuration is one that <see cref="LoraConfig.Parse"/> refuses, no layer
    /// matches it, a tensor is missing, left over, not floating point or of another shape (the message names it), or the file's
    /// <c>base_model_sha256</c> is another model's (the message has both). A file without that entry is taken. The model is as it was.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static LoraAdapter Load(nn.Module model, string folder)
    {
        // TODO M09.E2: read and check everything first; then inject, and copy the values in.
        throw new NotImplementedException("M09.E2: read and check everything first; then inject, and copy the values in.");
    }

    /// <summary>Takes the adapter off the model and frees it. A merged one is taken out of the weights first, and the parameters that
    /// <see cref="Lora.Inject"/> froze can be trained again; those that were frozen before stay frozen.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Dispose()
    {
        // TODO M09.E2: undo what Inject did, and free A and B.
        throw new NotImplementedException("M09.E2: undo what Inject did, and free A and B.");
    }
}
