namespace Microsoft.ML.Tokenizers;

/// <summary>A token within one piece of text, with the stretch that it stands for.</summary>
internal readonly record struct PieceToken(int Id, int Start, int End);
