namespace Microsoft.ML.Tokenizers;

internal interface IMergeRules
{
    /// <summary>Whether two neighbours may become one token, how early (lowest rank first), and which.</summary>
    bool TryMerge(in PieceToken left, in PieceToken right, out int rank, out int id);
}
