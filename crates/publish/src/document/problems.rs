//! What a document can be found guilty of (文書の指摘).

reform::declare_kinds! {
    VALUE_DIFFERS = "PU-040"
        "文書の数値が公表版と違います" "A figure of the document is not that of the edition"
        "その版から文書を作り直してください。手で直した数値は公表できません。"
        "Make the document again from that edition; a figure changed by hand cannot be published.";
    UNANSWERED = "PU-041"
        "数値の求め方が公表版にありません" "The edition has no answer to a figure's query"
        "求め方（query）のつづりと、版の番号を確かめてください。"
        "Check how the query is written, and the number of the edition.";
    UNKNOWN_UNIT = "PU-042"
        "数値の単位が分かりません" "A figure has a unit that is not known, or not one of its kind"
        "単位（unit）を、文書の形式にあるものにしてください。"
        "Use one of the units of the document format.";
    TOTAL_WRONG = "PU-043"
        "合計が内訳の和ではありません" "A total is not the sum of its rows"
        "合計の行の求め方と、表に並べた行を確かめてください。"
        "Check the query of the total and the rows above it.";
    NOTE_MISSING = "PU-044"
        "端数処理の注記がありません" "The note on rounding is missing"
        "表示した内訳を足しても合計になりません。表に端数処理の注記を付けてください。"
        "The parts as shown do not add up to the total as shown: put the note on rounding below the table.";
    NOTE_NEEDLESS = "PU-045"
        "端数処理の注記は要りません" "The note on rounding is not needed"
        "表示した内訳の和は合計と一致しています。注記を外してください。"
        "The parts as shown add up: take the note away.";
    TYPED_FIGURE = "PU-046"
        "求め方のない金額や数値が書かれています" "A figure stands in plain text, without a query"
        "数値（value）として求め方とともに書いてください。版にある文の引用は、そのままの文で載せてください。"
        "Write it as a value with its query; words of the edition are quoted as they are.";
    FOREIGN_CHART = "PU-047"
        "図が公表版のものではありません" "A chart is not that of the edition"
        "その版から文書を作り直してください。"
        "Make the document again from that edition.";
    NOT_IN_PDF = "PU-048"
        "文書の数値が PDF に見当たりません" "A figure of the document does not stand in its PDF"
        "この JSON から PDF を作り直してください。"
        "Make the PDF again from this JSON.";
    NOT_A_DOCUMENT = "PU-049"
        "文書の JSON として読めません" "This is not the JSON of a document"
        "henkaku publish documents が書き出した JSON を指定してください。"
        "Give a JSON file written by henkaku publish documents.";
    UNEVEN_ROW = "PU-050"
        "行のセルの数が列の数と違います" "A row has not as many cells as there are columns"
        "表の行を列の数に合わせてください。"
        "Give the row as many cells as the table has columns.";
    FOREIGN_EDITION = "PU-051"
        "文書の版が、比べた版と違います" "The document is of another edition than it is held against"
        "文書に書かれた版の番号で検査するか、その版から作り直してください。"
        "Check it against the edition it names, or make it again.";
}
