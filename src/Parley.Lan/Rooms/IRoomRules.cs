namespace Parley.Lan.Rooms;

/// <summary>Which rooms there are besides the default one. One caller at a time.</summary>
internal interface IRoomRules
{
    /// <summary>Devices make and end rooms.</summary>
    bool AreMadeHere { get; }

    bool IsThere(LanRoom room);

    /// <summary>Whoever is in it is put out.</summary>
    bool HasEnded(LanRoom room);
}
