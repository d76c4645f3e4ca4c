namespace Microsoft.ML.Tokenizers;

/// <summary>Encodes what the pre-tokenizer cut out, one piece at a time.</summary>
internal interface IPieceEncoder
{
    EncodedToken? Beginning { get; }

    EncodedToken? End { get; }

    /// <summary>Whether a limit on the number of tokens may cut between two tokens of one character.</summary>
    bool MayCutCharacters { get; }

    /// <summary>The tokens of a piece, with offsets in UTF-16 units from its beginning.</summary>
    PieceToken[] Encode(ReadOnlySpan<char> piece);

    string ValueOf(int id, ReadOnlySpan<char> covered);
}
