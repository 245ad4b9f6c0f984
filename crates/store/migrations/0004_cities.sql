-- Published figures of cities (都市の指標): who the cities are, which files were taken in, and what they say.

-- Municipalities and the wards of designated cities (市区町村).
create table city (
    -- the five digits of the code as a number: 1100 is 札幌市
    code bigint primary key,
    -- the name; of a ward with its city before it
    name text not null,
    -- the prefecture
    prefecture text not null,
    -- designated-city, city, town, village, special-ward or city-ward
    kind text not null,
    -- municipalities when the code table gave the name, else the kind of file that did
    named_by text not null
);

-- Files of published figures that are in force (出典ファイル); what a file replaced stands in the audit.
create table city_source (
    -- the source's number; never used twice
    id bigint primary key,
    -- indicators, cards, population or municipalities
    kind text not null check (kind in ('indicators', 'cards', 'population', 'municipalities')),
    -- the fiscal year of a file that is of one year
    fiscal_year bigint,
    -- where that year was taken from: option, title, file-name, column or none
    year_from text not null,
    -- the file as its sender named it
    file_name text not null,
    -- SHA-256 of the file, in hex
    file_sha256 text not null,
    -- its size
    file_bytes bigint not null,
    -- the mapping it was read with, empty when its own headings decide
    mapping_name text not null,
    -- when it was taken in
    at text not null,
    -- by whom
    actor text not null,
    -- rows of data read
    read_count bigint not null,
    -- figures it gives, averages included
    figure_count bigint not null,
    -- problems reported
    problem_count bigint not null
);
create index city_source_file on city_source (kind, fiscal_year);

-- Series (系列): one indicator of one year in one file, of all its cities. A series is written and read whole, so all
-- of it stands in one text: a line for each city in the order of codes, `CODE FIGURE ROW`, the figure as published
-- and `-` where the source says that there is nothing.
create table city_series (
    -- the file
    source_id bigint not null references city_source (id),
    -- the indicator's key
    indicator text not null,
    -- the fiscal year; of projected population the calendar year
    fiscal_year bigint not null,
    -- the sheet of the workbook
    sheet text,
    -- how many cities
    city_count bigint not null,
    -- the lines
    figures text not null,
    primary key (source_id, indicator, fiscal_year)
);
create index city_series_indicator on city_series (indicator, fiscal_year);

-- Averages as the source publishes them (公表された平均); never computed here.
create table city_average (
    -- the file
    source_id bigint not null references city_source (id),
    -- the indicator's key
    indicator text not null,
    -- the fiscal year
    fiscal_year bigint not null,
    -- designated-cities or municipalities
    city_group text not null,
    -- the sheet of the workbook
    sheet text,
    -- the row in the file
    row_number bigint not null,
    -- the figure as published
    figure text not null,
    primary key (source_id, indicator, fiscal_year, city_group)
) /*sqlite: without rowid*/;
