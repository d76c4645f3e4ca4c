using System.Text;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>The two files that the PEFT library keeps an adapter in, side by side in one folder.</summary>
/// <param name="Config">The text of <c>adapter_config.json</c>.</param>
/// <param name="Tensors">The tensors of <c>adapter_model.safetensors</c>, by name.</param>
/// <param name="Metadata">The texts that this file carries beside its tensors; empty when there are none.</param>
/// <remarks>What the files mean is the caller's business:
/// <see href="https://huggingface.co/docs/peft/developer_guides/checkpoint"/>.</remarks>
public sealed record AdapterFolder(string Config, IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string ConfigName = "adapter_config.json";
    private const string TensorsName = "adapter_model.safetensors";

    /// <summary>Reads both files.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>What they hold; the tensors are new ones on the CPU, in the caller's dispose scope if there is one.</returns>
    /// <exception cref="InvalidDataException">The tensors' file is damaged, or the configuration is not UTF-8.</exception>
    /// <exception cref="IOException">The folder or a file is missing, or cannot be read.</exception>
    public static AdapterFolder Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            string config =
                new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(Path.Combine(folder, ConfigName)));
            string path = Path.Combine(folder, TensorsName);
            using SafetensorsFile file = Safetensors.Open(path);
            IReadOnlyDictionary<string, string> metadata = file.Metadata;
            return new AdapterFolder(config, Safetensors.Read(path), metadata);
        }
        catch (Exception e) when (e is SafetensorsException or DecoderFallbackException)
        {
            throw new InvalidDataException($"The adapter in {folder} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Writes both files; those of another adapter are replaced.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <exception cref="ArgumentException">A tensor's name or type is none of the format.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _ = Directory.CreateDirectory(folder);
        Safetensors.Write(Path.Combine(folder, TensorsName), Tensors, Metadata);
        File.WriteAllText(Path.Combine(folder, ConfigName), Config);
    }
}
