namespace Parley.BlackBox.Proof;

/// <summary>The proofs load the machine: they run alone, after the rest.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ProofCollection;
